"""Times what we claim to be fast, as ratios within one run: machines are shared and noisy."""

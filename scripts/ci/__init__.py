"""What the jobs of CI call: the plan, the annotations, the weekly issue, the example for GitLab."""

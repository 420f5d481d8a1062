"""What the suite does to servers and connections. Each fault proves that it landed, or the test is void.

A fault that a machine may be unable to do has a function ``why_not()``: the reason, or None. The doctor
prints them all; a test that needs the fault skips with that reason.
"""

"""Run the jobs of a GitHub workflow file on this machine, which is how CI is tested.

What is run are the ``run:`` lines, each job in a copy of the project, so that nothing goes from one
to the other but outputs and artifacts. Of the actions, artifacts are moved as GitHub does, and
checkout makes the copy a repository of one commit. The caches of this machine stand in for those
of GitHub. A Python that a file names stands for the one that runs this; one that comes from a
matrix is what the job is about, so the job gets that Python or is named as missing. There are no
containers, and no step becomes another user. What else a file holds is an error, never a guess.
"""

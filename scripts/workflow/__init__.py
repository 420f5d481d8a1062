"""Run the jobs of a GitHub workflow file on this machine, which is how CI is tested.

What is run are the ``run:`` lines, each job in a copy of the project, so that nothing goes from one
to the other but outputs and artifacts. Of the actions, artifacts are moved as GitHub does; the
others are named and left out: checkout is the copy, setup-python the Python that runs this, and
the caches of this machine stand in for those of GitHub. There are no containers, and nobody
becomes root who is not. What a file holds that is not known here is an error, never a guess.
"""

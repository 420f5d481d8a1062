"""Run the jobs of a workflow one after the other, and say a line about each."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from scripts.report.view import duration
from scripts.workflow.artifacts import ACTIONS, ArtifactError
from scripts.workflow.expressions import Scope
from scripts.workflow.machine import Machine, MissingPythonError, StepFailedError
from scripts.workflow.model import Job, Step, Workflow, WorkflowError

LEFT_OUT = ("actions/setup-python", "actions/cache")


@dataclass
class JobResult:
    """What other jobs see of a job."""

    result: str = "success"  # or failure, or skipped
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class LocalRun:
    """One run of a workflow. `folder` gets the jobs' logs and pages, and the artifacts."""

    workflow: Workflow
    folder: Path
    inputs: Mapping[str, str]
    only: str = ""
    results: dict[str, JobResult] = field(default_factory=dict)
    found: bool = False  # whether `only` was in any name
    missing: list[str] = field(default_factory=list)  # jobs whose Python this machine lacks

    @property
    def github(self) -> dict[str, str]:
        """The context ``github``, without a token: nothing here reaches GitHub."""
        return {
            "run_id": re.sub(r"\W", "", self.folder.parent.name),
            "run_attempt": "1",
            "repository": "local/here",
            "token": "",
        }

    def run(self, jobs: Sequence[Job]) -> bool:
        """Run the jobs, in this order; whether all that ran succeeded."""
        self.artifacts.mkdir(parents=True)
        chosen = {job.id for job in jobs}
        for job in self.workflow.jobs.values():
            if job.id not in chosen:
                self.results[job.id] = JobResult()
                print(f"assumed  {job.id}: not chosen, taken for a success")
        for job in jobs:
            self.results[job.id] = self.run_job(job)
        if self.only and not self.found:
            raise WorkflowError(f"no job of a matrix has {self.only!r} in its name")
        if self.missing:
            print(f"No run is green without: {', '.join(self.missing)}")
        failed = any(result.result == "failure" for result in self.results.values())
        return not failed and not self.missing

    @property
    def artifacts(self) -> Path:
        """Where artifacts wait for a download."""
        return self.folder / "artifacts"

    def run_job(self, job: Job) -> JobResult:
        """Run each entry of a job's matrix; one that fails does not end the others."""
        needs = {name: vars(self.results[name]) for name in job.needs}
        ok = all(need["result"] == "success" for need in needs.values())
        scope = Scope({"github": self.github, "inputs": self.inputs, "needs": needs}, ok)
        if not scope.condition(job.condition):
            print(f"skipped  {job.id}")
            return JobResult("skipped", dict.fromkeys(job.outputs, ""))
        if job.container:
            print(f"note     {job.id}: GitHub runs it in {job.container}, this machine without")
        ended = JobResult(outputs=dict.fromkeys(job.outputs, ""))
        entries = [Scope({**scope.contexts, "matrix": values}) for values in job.expanded(scope)]
        names = [entry.text(job.name) for entry in entries]
        for name, here in zip(names, entries, strict=True):
            if job.matrix is not None:
                if self.only not in ([name] if self.only in names else name):
                    continue
                self.found = True
            outputs = self.run_entry(job, name, here)
            if outputs is None:
                ended.result = "failure"
            else:
                ended.outputs |= outputs
        return ended

    def run_entry(self, job: Job, name: str, scope: Scope) -> dict[str, str] | None:
        """Run the steps on a machine of their own; the job's outputs, None when a step failed.

        A job whose Python is missing ends no other job: what these judge tells that it never ran.
        """
        started = time.monotonic()
        slug = re.sub(r"\W+", "-", name).strip("-")
        log_path = self.folder / f"{slug}.log"
        with (
            tempfile.TemporaryDirectory(prefix="workflow-") as home,
            log_path.open("w", encoding="utf-8") as log,
        ):
            machine = Machine(Path(home), log)
            entry = Entry(job, {**self.workflow.env, **job.env}, scope, machine, self.artifacts)
            try:
                reasons = list(entry.run())
            except MissingPythonError as error:
                print(f"missing  {name}: {error}", flush=True)
                self.missing.append(name)
                return {}
            outputs = {key: entry.scope().text(text) for key, text in job.outputs.items()}
            if machine.page:
                (self.folder / f"{slug}.md").write_text(machine.page, encoding="utf-8")
        took = duration(time.monotonic() - started)
        why = f": {'; '.join(reasons)} ({log_path})" if reasons else ""
        print(f"{'failed ' if reasons else 'passed '}  {name}, {took}{why}", flush=True)
        return None if reasons else outputs


@dataclass
class Entry:
    """One job with one set of matrix values, while its steps run."""

    job: Job
    env: Mapping[str, Any]
    outer: Scope
    machine: Machine
    store: Path
    steps: dict[str, Any] = field(default_factory=dict)
    failed: bool = False

    def run(self) -> Iterator[str]:
        """Run all steps; for each that fails, why."""
        for number, step in enumerate(self.job.steps, 1):
            if step.id:
                self.steps[step.id] = {"outputs": {}}
            if not self.scope().condition(step.condition):
                self._say(f"step {number} is skipped: {step.run or step.uses}")
                continue
            try:
                outputs = self.act(step) if step.uses else self.call(step)
            except (StepFailedError, ArtifactError) as error:
                self.failed = True
                self._say(f"step {number} failed: {error}")
                yield str(error)
            else:
                if step.id:
                    self.steps[step.id]["outputs"] = outputs

    def scope(self) -> Scope:
        """What expressions may name at this moment."""
        # "self-hosted" is GitHub's word for a machine of one's own.
        runner = {"environment": "self-hosted", "os": os.uname().sysname}
        return Scope(
            {**self.outer.contexts, "steps": self.steps, "runner": runner}, ok=not self.failed
        )

    def call(self, step: Step) -> dict[str, str]:
        """Run a ``run:`` text. An expression in it would let its value be read as a command."""
        assert step.run is not None
        if "${{" in step.run:
            raise WorkflowError(
                f"job {self.job.id}: an expression within a run line is not known here, "
                f"give it by env: {step.run.strip()}"
            )
        scope = self.scope()
        env = {name: scope.text(value) for name, value in {**self.env, **step.env}.items()}
        self._say(f"$ {step.run.strip()}")
        return self.machine.run(step.run, env)

    def act(self, step: Step) -> dict[str, str]:
        """Do what an action does, where it is known how."""
        action, _, _ = str(step.uses).partition("@")
        python = str(step.inputs.get("python-version", ""))
        if action == "actions/setup-python" and "${{" in python:
            version = self.scope().text(python)
            self._say(f"Python {version}: {self.machine.set_up_python(version)}")
        elif action == "actions/checkout":
            self._say(f"the copy is commit {self.machine.check_out()}")
        elif action in ACTIONS:
            scope = self.scope()
            inputs = {name: scope.value(value) for name, value in step.inputs.items()}
            self._say(ACTIONS[action](inputs, self.machine.workspace, self.store))
        elif action.startswith(LEFT_OUT):
            self._say(f"left out: {step.uses}")
        else:
            raise WorkflowError(f"job {self.job.id}: what {step.uses} does is not known here")
        return {}

    def _say(self, text: str) -> None:
        log: TextIO = self.machine.log
        log.write(f"--- {text}\n")
        log.flush()

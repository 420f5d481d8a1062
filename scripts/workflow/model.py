"""A workflow file as data: jobs in the order of their needs, and their steps."""

from __future__ import annotations

import graphlib
import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from scripts.workflow.expressions import Scope

# What GitHub knows besides changes what a job does, and would be passed over in silence.
WORKFLOW_KEYS = ("name", "on", "permissions", "concurrency", "env", "jobs")
JOB_KEYS = (
    *("name", "needs", "if", "runs-on", "container", "permissions", "timeout-minutes", "strategy"),
    *("env", "outputs", "steps"),
)
STRATEGY_KEYS = ("fail-fast", "matrix")
STEP_KEYS = ("id", "name", "if", "run", "uses", "with", "env")


class WorkflowError(ValueError):
    """A workflow file that cannot be run here; the text says where and why."""


@dataclass(frozen=True)
class Step:
    """One step: a `run` line, or an action."""

    id: str | None
    condition: str | bool | None
    run: str | None
    uses: str | None
    inputs: Mapping[str, Any]  # of the action
    env: Mapping[str, Any]


@dataclass(frozen=True)
class Job:
    """One job, with its matrix not yet expanded."""

    id: str
    name: str
    needs: tuple[str, ...]
    condition: str | bool | None
    container: str | None  # an image that GitHub runs the steps in
    matrix: Mapping[str, Any] | None
    env: Mapping[str, Any]
    outputs: Mapping[str, Any]
    steps: tuple[Step, ...]
    text: str  # all of it, to look for the jobs whose outputs it reads

    def expanded(self, scope: Scope) -> list[dict[str, Any]]:
        """The values of ``matrix`` for each of the runs; one without values for a plain job."""
        if self.matrix is None:
            return [{}]
        axes = {name: scope.value(values) for name, values in self.matrix.items()}
        for name, values in axes.items():
            if not isinstance(values, list):
                raise WorkflowError(f"job {self.id}: matrix {name} is no list: {values!r}")
        return [
            dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())
        ]

    def reads(self, other: str) -> bool:
        """Whether it uses an output of another job."""
        return f"needs.{other}.outputs." in self.text


@dataclass(frozen=True)
class Workflow:
    """A workflow file; `choices` are the inputs of a dispatch, with what they may be."""

    name: str
    env: Mapping[str, Any]
    choices: Mapping[str, Mapping[str, Any]]
    jobs: Mapping[str, Job]

    def chosen(self, given: Mapping[str, str]) -> dict[str, str]:
        """The inputs of a dispatch; without any given, those of another event, which are empty."""
        for name, value in given.items():
            if name not in self.choices:
                known = ", ".join(self.choices) or "none"
                raise WorkflowError(f"there is no input {name}; the inputs of a dispatch: {known}")
            options = list(map(str, self.choices[name].get("options", [value])))
            if value not in options:
                raise WorkflowError(f"input {name} cannot be {value!r}; it may be {options}")
        defaults = {name: str(about.get("default", "")) for name, about in self.choices.items()}
        return {**(defaults if given else dict.fromkeys(self.choices, "")), **given}

    def selected(self, names: Sequence[str]) -> list[Job]:
        """All jobs, needed ones first; or the named ones and those whose outputs these read."""
        for name in names:
            if name not in self.jobs:
                raise WorkflowError(f"there is no job {name}; the jobs: {', '.join(self.jobs)}")
        graph = {job.id: job.needs for job in self.jobs.values()}
        order = list(graphlib.TopologicalSorter(graph).static_order())
        wanted = set(names or order)
        for name in reversed(order):
            if name in wanted:
                wanted |= {other for other in graph[name] if self.jobs[name].reads(other)}
        return [self.jobs[name] for name in order if name in wanted]


def load(path: Path) -> Workflow:
    """Read a workflow file; `WorkflowError` for what would not be run as GitHub runs it."""
    try:
        data = YAML(typ="safe", pure=True).load(path)
        _check_keys(data, WORKFLOW_KEYS, "the workflow")
        dispatch = data["on"].get("workflow_dispatch") if isinstance(data["on"], dict) else None
        workflow = Workflow(
            str(data.get("name", path.name)),
            data.get("env", {}),
            (dispatch or {}).get("inputs", {}),
            {id_: _job(id_, job) for id_, job in data["jobs"].items()},
        )
        for job in workflow.jobs.values():
            if unknown := [need for need in job.needs if need not in workflow.jobs]:
                raise WorkflowError(f"job {job.id} needs {unknown[0]}, which is no job")
        workflow.selected([])
    except (OSError, YAMLError, KeyError, TypeError, AttributeError) as error:
        raise WorkflowError(f"{path} is no workflow file: {error}") from error
    except (WorkflowError, graphlib.CycleError) as error:
        raise WorkflowError(f"{path}: {error}") from error
    return workflow


def _job(id_: str, data: Mapping[str, Any]) -> Job:
    _check_keys(data, JOB_KEYS, f"job {id_}")
    strategy = data.get("strategy", {})
    _check_keys(strategy, STRATEGY_KEYS, f"the strategy of job {id_}")
    matrix = strategy.get("matrix")
    if matrix is not None and {"include", "exclude"} & set(matrix):
        raise WorkflowError(f"job {id_}: include and exclude of a matrix are not known here")
    needs = data.get("needs", [])
    return Job(
        id_,
        str(data.get("name", id_)),
        (needs,) if isinstance(needs, str) else tuple(needs),
        data.get("if"),
        data.get("container"),
        matrix,
        data.get("env", {}),
        data.get("outputs", {}),
        tuple(_step(step, f"job {id_}, step {n}") for n, step in enumerate(data["steps"], 1)),
        str(data),
    )


def _step(data: Mapping[str, Any], where: str) -> Step:
    _check_keys(data, STEP_KEYS, where)
    if ("run" in data) == ("uses" in data):
        raise WorkflowError(f"{where} wants either run or uses")
    return Step(
        data.get("id"),
        data.get("if"),
        data.get("run"),
        data.get("uses"),
        data.get("with", {}),
        data.get("env", {}),
    )


def _check_keys(data: Mapping[str, Any], known: Collection[str], where: str) -> None:
    if unknown := [str(key) for key in data if key not in known]:
        raise WorkflowError(
            f"{where} has {', '.join(unknown)}, which is not known here; known: {', '.join(known)}"
        )

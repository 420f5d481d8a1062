"""Stands between clients and a server: latency, a cut in mid-answer, a reset, a black hole.

A proxy passes on what both sides say, as far as its plan allows. The plan counts bytes, so that a conversation
can be cut at any place of it, and at the same place again.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from scripts.cluster import place
from tests.chaos import evidence
from tests.chaos.database import Database

BLOCK = 65536  # bytes


class End(Enum):
    """What becomes of a conversation at the end of its plan."""

    CUT = "cut"  # both sides see that the other one has gone
    RESET = "reset"  # so too, and what was said last is thrown away unread
    SILENCE = "black hole"  # nobody sees anything, and nothing is passed on


@dataclass(frozen=True)
class Plan:
    """How much of a conversation is passed on, and how. Bytes count from the first packet of each side."""

    requests: int | None = None  # bytes from the client; None: all
    answers: int | None = None  # bytes from the server; None: all
    end: End = End.CUT  # once either side says more than that
    delay: float = 0  # seconds, for each packet


@dataclass
class Proxy:
    """A proxy at work; `database` leads through it to the server."""

    database: Database
    plan: Plan
    requests: int = 0  # bytes passed on so far, of all conversations
    answers: int = 0
    packets: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)

    def must_have_landed(self) -> None:
        """Void unless the plan has ended a conversation."""
        if not self._ended.wait(10):
            raise evidence.DidNotLandError(f"{self.plan} passed {self.requests} bytes on")
        evidence.landed(
            self.plan.end.value,
            f"after {self.requests} bytes of requests and {self.answers} of answers",
        )

    def must_have_delayed(self) -> None:
        """Void unless packets were passed on late."""
        if not self.plan.delay * self.packets:
            raise evidence.DidNotLandError(f"{self.plan} passed {self.packets} packets on")
        evidence.landed("latency", f"{self.packets} packets came {self.plan.delay} s late")

    async def converse(self, client: socket.socket, server: socket.socket) -> None:
        """One conversation, until a side or the plan ends it."""
        with client, server:
            pumps = [
                asyncio.create_task(self._pump("requests", client, server)),
                asyncio.create_task(self._pump("answers", server, client)),
            ]
            try:
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for pump in pumps:
                    pump.cancel()
                await asyncio.gather(*pumps, return_exceptions=True)
            if self._ended.is_set():
                await self._leave(client, server)

    async def _pump(self, way: str, source: socket.socket, target: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        limit: int | None = getattr(self.plan, way)
        with contextlib.suppress(ConnectionError):  # that side has gone, and the other will be told
            while True:
                await _readable(source)
                passed: int = getattr(self, way)
                if limit is not None and passed >= limit:
                    self._ended.set()
                    return
                block = await loop.sock_recv(source, BLOCK if limit is None else limit - passed)
                if not block:
                    return
                await asyncio.sleep(self.plan.delay)
                # Counted before: whoever sees the effect of a request must see it counted.
                setattr(self, way, passed + len(block))
                self.packets += 1
                await loop.sock_sendall(target, block)

    async def _leave(self, *sides: socket.socket) -> None:
        match self.plan.end:
            case End.SILENCE:
                await asyncio.Event().wait()  # until the proxy itself is closed
            case End.CUT:
                for side in sides:
                    # What is unread when a socket is closed makes a reset of it.
                    with contextlib.suppress(BlockingIOError, ConnectionError):
                        while side.recv(BLOCK):
                            pass
            case End.RESET:
                pass


@contextmanager
def between(database: Database, plan: Plan) -> Iterator[Proxy]:
    """A proxy to a database; its conversations end with it."""
    server = conninfo_to_dict(database.conninfo)
    name = f".s.PGSQL.{server['port']}"
    folder = place.new_folder()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / name))
    listener.listen()
    proxy = Proxy(Database(make_conninfo(database.conninfo, host=str(folder))), plan)
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    accept = _accept(proxy, listener, f"{server['host']}/{name}")
    thread = threading.Thread(target=loop.run_until_complete, args=(_until(stop, accept),))
    thread.start()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()
        listener.close()
        shutil.rmtree(folder)


async def _accept(proxy: Proxy, listener: socket.socket, path: str) -> None:
    loop = asyncio.get_running_loop()
    listener.setblocking(False)
    async with asyncio.TaskGroup() as conversations:
        while True:
            client, _ = await loop.sock_accept(listener)
            server = socket.socket(socket.AF_UNIX)
            server.setblocking(False)
            await loop.sock_connect(server, path)
            conversations.create_task(proxy.converse(client, server))


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    await stop.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _readable(source: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(source, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(source)

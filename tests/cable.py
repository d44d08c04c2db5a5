"""A way to a PostgreSQL that can be cut: whoever uses it then finds the server gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import make_url

_PORT = 5432


class Cable:
    """Listens at `url`, and passes on what it hears while it is whole."""

    def __init__(self, database_url: str) -> None:
        self._there = make_url(database_url)
        self._ends: set[asyncio.StreamWriter] = set()
        self.url = ""
        self.is_cut = False

    def cut(self) -> None:
        self.is_cut = True
        for end in self._ends:
            end.transport.abort()

    def mend(self) -> None:
        self.is_cut = False

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._connect, "127.0.0.1")
        port = server.sockets[0].getsockname()[1]
        here = self._there.set(host="127.0.0.1", port=port, query={})
        self.url = here.render_as_string(hide_password=False)
        return server

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await self._reach()
        ends = {writer, far_writer}
        self._ends |= ends
        try:
            await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))
        finally:
            self._ends -= ends

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        folder = self._there.query.get("host")
        if isinstance(folder, str):
            return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{_PORT}")
        return await asyncio.open_connection(self._there.host, self._there.port or _PORT)


@asynccontextmanager
async def cable_to(database_url: str) -> AsyncIterator[Cable]:
    cable = Cable(database_url)
    server = await cable.serve()
    yield cable
    server.close()
    cable.cut()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until one end is gone; then the other goes as well."""
    try:
        while said := await reader.read(65536):
            writer.write(said)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()

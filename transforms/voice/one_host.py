"""A connector for aiohttp that leads to one host only: the session that it serves would follow a redirect anywhere."""

from collections.abc import Coroutine
from types import TracebackType
from typing import Any

import aiohttp
from aiohttp.client_reqrep import ClientRequest

from transforms.voice.errors import VoiceRefused


class OneHost(aiohttp.TCPConnector):
    """Connects to `host` under TLS, for as many sessions as want to; it ends with its own ``async with``.

    Raises:
        VoiceRefused: a request is for another host, or would travel in the open. Nothing of it was sent.
    """

    def __init__(self, host: str) -> None:
        super().__init__()
        self._host = host

    async def connect(self, req: ClientRequest, *rest: Any, **more: Any) -> Any:
        """A connection for a request, see above."""
        if req.url.host != self._host or not req.is_ssl():
            raise VoiceRefused(
                f"the online voice sends us on to {req.url.scheme}://{req.url.host}",
                fix="update edge-tts, or set NGUON_VOICE=espeak",
            )
        return await super().connect(req, *rest, **more)

    def close(self, *, abort_ssl: bool = False) -> Coroutine[Any, Any, None]:  # noqa: ARG002 -- as aiohttp calls it
        """Nothing: a session that ends would close what the next one needs."""
        return _nothing()

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        value: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await super().close()


async def _nothing() -> None:
    pass

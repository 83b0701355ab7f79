"""What the workers of one installation tell each other over Redis: notifications, presence, and what limits count."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

from app.live.cluster_presence import HEARTBEAT_SECONDS, ClusterPresence
from app.live.periodic import every
from app.live.redis_bus import RedisBus
from app.web.context import AppContext
from app.web.security.join_turns import JoinTurns
from app.web.security.rate_limit import RateLimiter


@asynccontextmanager
async def redis_bus(context: AppContext) -> AsyncGenerator[RedisBus]:
    """The bus at REDIS_URL, which carries all of this inside the block."""
    # Two installations may share a Redis.
    bus = RedisBus(context.settings.redis_url, f"commonboard-{context.keys.pseudonym('bus')}")
    cluster = ClusterPresence(context.hub.presences, context.hub.wake)

    async def send_heartbeat() -> None:
        bus.send_heartbeat(cluster.heartbeat())

    _share_limits(context, bus)
    bus.on_heartbeat = cluster.heard
    context.writing_now.on_told, bus.on_writing = bus.tell_writing, context.writing_now.heard
    bus.listen(context.hub.notify)
    heart = asyncio.create_task(
        every(lambda: HEARTBEAT_SECONDS, send_heartbeat, "sending presence failed"), name="heart"
    )
    try:
        yield bus
    finally:
        heart.cancel()
        await bus.close()


def _share_limits(context: AppContext, bus: RedisBus) -> None:
    """Have each limit count what people do at other workers too."""
    limits = _limits(context)
    for name, limiter in limits.items():
        limiter.on_taken = partial(bus.count, name)

    def counted(limit: str, acts_by_name: dict[str, int]) -> None:
        # A worker of another version may send other limits.
        if (limiter := limits.get(limit)) is not None:
            for name, acts in acts_by_name.items():
                limiter.count(name, acts)

    bus.on_counted = counted


def _limits(context: AppContext) -> dict[str, RateLimiter | JoinTurns]:
    """The limits that all workers count together, by what they are called on the bus."""
    groups = {"code": context.typed_codes, "password": context.sign_in_limits, "public": context.public_pages}
    return {"acts": context.actions, "joins": context.join_turns} | {
        f"{group}, {part}": limiter for group, counted in groups.items() for part, limiter in counted.limiters.items()
    }

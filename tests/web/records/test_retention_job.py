"""The job that deletes what is due on its date."""

from datetime import UTC, datetime, time, timedelta

from app.web.records import retention_job
from tests.app_client import AppClient
from tests.workshop import ANA


async def test_the_job_deletes_what_is_due_and_pages_then_say_that_it_is_gone(app_client: AppClient) -> None:
    ana = app_client.visitor(ANA)
    noon = datetime.combine(app_client.workshop.keep_until, time(12), UTC)
    await retention_job.sweep(app_client.inside.database, noon - timedelta(days=1))
    assert (await ana.get(app_client.path())).status_code == 200
    for _worker in range(2):
        await retention_job.sweep(app_client.inside.database, noon)
    assert (await ana.get(app_client.path())).status_code == 404

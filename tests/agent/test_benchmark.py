from pathlib import Path

from sqlmodel import func, select

from agent.benchmark import bench_turns
from api.services import build_services
from api.settings import read_settings
from tests.builders import NOW
from tools.demo import build_demo
from tools.embedder import UseEmbedder
from tools.models import Suggestion


def test_the_suggestion_benchmark_files_drafts_for_messages_of_the_store(tmp_path: Path) -> None:
    embedder = UseEmbedder()
    services = build_services(read_settings(data_dir=tmp_path, database_url=""), embedder=embedder, clock=lambda: NOW)
    try:
        build_demo(services.database, now=NOW, members=60)
        measured = bench_turns(services.workshop, embedder, rounds=2)
        with services.database.reading() as session:
            filed = session.exec(select(func.count()).select_from(Suggestion)).one()
    finally:
        services.close()
    assert filed >= 2
    assert all(figure.value > 0 for figure in measured.figures)
    assert measured.ratios[0].target == 3.0

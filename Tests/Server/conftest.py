import pytest

from paygent import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("paygent") / "data") as running:
        yield running


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"

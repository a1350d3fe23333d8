import pytest
from answers import Publisher


@pytest.fixture
def publisher(monkeypatch):
    """A publisher on this machine, whom all clients ask, without a pause between tries."""
    pytest.importorskip("sdmx", reason="the extra renew is not installed: make clients")
    pytest.importorskip("wbgapi", reason="the extra renew is not installed: make clients")
    import sdmx
    import wbgapi

    from fetchers import asking

    server = Publisher()
    for source in ("ECB", "ESTAT_COMEXT", "IMF_DATA"):
        monkeypatch.setattr(sdmx.get_source(source), "url", server.address)
    monkeypatch.setattr(wbgapi, "endpoint", server.address)
    for publisher in ("COMTRADE", "WITS"):
        monkeypatch.setattr(asking, publisher, server.address)
    monkeypatch.setattr(asking, "PAUSE", 0)
    yield server
    server.close()

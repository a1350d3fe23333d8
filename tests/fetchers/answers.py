"""A publisher on this machine: what publishers answer, in their shapes, with made-up values."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import NamedTuple

SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"


class Answer(NamedTuple):
    """An answer; `length` is what its header promises where that is not so."""

    body: str
    kind: str = "application/xml"
    status: int = 200
    headers: tuple = ()
    length: int | None = None


class Publisher:
    """A server on 127.0.0.1 that gives answers in turn, the last again and again."""

    def __init__(self):
        self.answers, self.questions = [], []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                publisher.questions.append(self.path)
                found = publisher.answers[0]
                answer = found(self.path) if callable(found) else found
                if len(publisher.answers) > 1:
                    publisher.answers.pop(0)
                body = answer.body.encode()
                self.send_response(answer.status)
                length = answer.length or len(body)
                told = {"Content-Type": answer.kind, "Content-Length": str(length)}
                for name, value in {**told, **dict(answer.headers)}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def says(self, *answers):
        self.answers, self.questions = [*answers], []

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def generic(series, flow="FLOW", agency="ESTAT"):
    """Series as the ECB and Eurostat send them: {key: {period: value}}, a key as its parts."""
    parts = "".join(
        "<g:Series><g:SeriesKey>"
        + "".join(f'<g:Value id="{part}" value="{code}"/>' for part, code in key)
        + "</g:SeriesKey><g:Attributes/>"
        + "".join(
            f'<g:Obs><g:ObsDimension value="{period}"/><g:ObsValue value="{value}"/></g:Obs>'
            for period, value in values.items()
        )
        + "</g:Series>"
        for key, values in series.items()
    )
    return Answer(
        f'''<?xml version="1.0" encoding="UTF-8"?>
<m:GenericData xmlns:m="{SCHEMAS}/message" xmlns:c="{SCHEMAS}/common"
 xmlns:g="{SCHEMAS}/data/generic">
<m:Header><m:ID>A1</m:ID><m:Test>false</m:Test><m:Prepared>2026-11-30T08:16:20Z</m:Prepared>
<m:Sender id="{agency}"/>
<m:Structure structureID="S1" dimensionAtObservation="TIME_PERIOD"><c:Structure>
<URN>urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={agency}:{flow}(1.0)</URN>
</c:Structure></m:Structure></m:Header>
<m:DataSet action="Replace" structureRef="S1">{parts}</m:DataSet></m:GenericData>'''
    )


def specific(series, flow):
    """Series as the IMF sends them: attributes stand beside the parts of the key."""
    name = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=IMF:{flow}(9.0.0)"
    parts = "".join(
        "<Series "
        + " ".join(f'{part}="{code}"' for part, code in key)
        + ' SCALE="9" DECIMALS_DISPLAYED="3">'
        + "".join(
            f'<Obs TIME_PERIOD="{period}" OBS_VALUE="{value}"/>' for period, value in values.items()
        )
        + "</Series>"
        for key, values in series.items()
    )
    frame = Template(Path(__file__).with_name("specific.xml").read_text("utf-8"))
    return Answer(frame.substitute(schemas=SCHEMAS, name=name, flow=flow, parts=parts))


def as_json(content, **more):
    return Answer(json.dumps(content), "application/json", **more)


def bank(code, values):
    """An indicator of Kazakhstan as the World Bank's API sends it."""
    rows = [
        {
            "indicator": {"id": code, "value": "An indicator"},
            "country": {"id": "KZ", "value": "Kazakhstan"},
            "countryiso3code": "KAZ",
            "date": str(year),
            "value": value,
            "unit": "",
            "obs_status": "",
            "decimal": 0,
        }
        for year, value in values.items()
    ]
    head = {"page": 1, "pages": 1, "per_page": 1000, "total": len(rows), "sourceid": "2"}
    return as_json([head, rows])


def concentration(values):
    """The index of Kazakhstan's exports as WITS sends it: years stand apart from their values."""
    parts = ("FREQ", "REPORTER", "PARTNER", "PRODUCTCODE", "INDICATOR")
    return as_json(
        {
            "dataSets": [
                {
                    "action": "Information",
                    "series": {
                        "0:0:0:0:0": {
                            "observations": {
                                str(place): [value, 0]
                                for place, value in enumerate(values.values())
                            }
                        }
                    },
                }
            ],
            "structure": {
                "dimensions": {
                    "series": [{"id": part, "values": [{"id": "A"}]} for part in parts],
                    "observation": [
                        {"id": "TIME_PERIOD", "values": [{"id": str(year)} for year in values]}
                    ],
                }
            },
        }
    )


def flows(year, **values):
    """Kazakhstan's trade with the world as UN Comtrade sends it, by flow."""
    rows = [
        {
            "typeCode": "C",
            "freqCode": "A",
            "refYear": year,
            "period": str(year),
            "reporterCode": 398,
            "flowCode": flow,
            "partnerCode": 0,
            "partner2Code": 0,
            "classificationCode": "H6",
            "cmdCode": "TOTAL",
            "customsCode": "C00",
            "motCode": 0,
            "primaryValue": value,
            "isAggregate": True,
        }
        for flow, value in values.items()
    ]
    return as_json({"elapsedTime": "0.1 secs", "count": len(rows), "data": rows, "error": ""})

"""Logs of a crawl of the UN record, made up."""


def log(*records):
    return "".join(
        f"2024-03-12 19:06:47 [scrapy.core.scraper] DEBUG: Scraped from <200 address>\n{record}\n"
        "2024-03-12 19:06:48 [scrapy.core.engine] DEBUG: Crawled (200)\n"
        for record in records
    )


def record(number, date, *votes, symbol="A/RES/78/1"):
    return {
        "id_record": [number],
        "resolution_symbol": [symbol],
        "title": ["Title with {braces}\n"],
        "vote": list(votes),
        "vote_date": [date],
    }

"""Which feed answers where, and how each one may break."""

# Feeds by the names on the desk; those on HDX with their dataset and files.
HDX_FILES = {
    "HDX rainfall": (
        "ken-rainfall-subnational",
        ["ken-rainfall-subnat-full.csv", "ken-rainfall-subnat-5ytd.csv"],
    ),
    "HDX vegetation": (
        "ken-ndvi-subnational",
        ["ken-ndvi-subnat-full.csv", "ken-ndvi-subnat-5ytd.csv"],
    ),
    "WFP food prices": (
        "wfp-food-prices-for-kenya",
        ["wfp_food_prices_ken_qc.csv", "wfp_food_prices_ken.csv"],
    ),
    "IPC area phases": (
        "kenya-acute-food-insecurity-country-data",
        ["ipc_ken_area_long.csv", "ipc_ken_area_long_latest.csv"],
    ),
}
PATHS = {
    "Open-Meteo model guidance": "/v1/forecast",
    "FAO ASIS": "/giews/earthobservation/",
    "FEWS NET area phases": "/api/ipcphase/",
    "NASA POWER": "/api/temporal/daily/point",
}
FEEDS = (*HDX_FILES, *PATHS)
FAULTS = ("503", "html", "hang", "truncated", "renamed column")
RENAMED = {
    "HDX rainfall": (b"r3h_avg", b"r3h_mean"),
    "HDX vegetation": (b"vim_avg", b"vim_mean"),
    "WFP food prices": (b",admin2,", b",county,"),
    "IPC area phases": (b"Validity period", b"Validity"),
    "Open-Meteo model guidance": (b"precipitation_sum", b"rain_sum"),
    "FAO ASIS": (b",Dekad,", b",Decade,"),
    "FEWS NET area phases": (b'"scenario"', b'"scene"'),
    "NASA POWER": (b'"PRECTOTCORR"', b'"PRECTOT"'),
}


def dataset_of(feed: str) -> str:
    """Return the dataset of a feed on HDX."""
    return HDX_FILES[feed][0]


def feed_at(path: str, query: dict[str, str]) -> str:
    """Return the feed that an address belongs to, or an empty name."""
    for feed, (dataset, names) in HDX_FILES.items():
        if query.get("id") == dataset or (dataset in path and path.endswith(tuple(names))):
            return feed
    return next((feed for feed, start in PATHS.items() if path.startswith(start)), "")

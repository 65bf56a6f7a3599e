"""Discord: cards as components, everything people do by one route, letters by direct message, rooms as threads."""

"""The consuming process: reads workflow streams, maps, delivers, settles."""

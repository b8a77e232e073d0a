"""Logs that are sent here: kept on disk before the sender hears that they came."""

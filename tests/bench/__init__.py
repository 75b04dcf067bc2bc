"""Measurements: what is fast, run by hand; nothing here is a test."""

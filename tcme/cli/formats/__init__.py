"""The ways to say what `tcme check` found: to people, as JSON, as SARIF; all from the same outcomes."""

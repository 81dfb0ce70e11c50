"""What both Google connectors stand on: credentials, transport, quota, retry, failures."""

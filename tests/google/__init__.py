"""
A Google on loopback: Sheets v4, Calendar v3, Drive v3 and the token endpoint.

The unmodified clients talk to it over HTTP (`clients`). Every request is held against Google's
own API description, and every answer too. `GoogleServer` (in `server`) is what tests hold:
`people` and `calendar_people` do what people do, `faults` says what goes wrong and when, `calls`
is the account of every call, `clock` moves only when told, `unsettled` has both readings of what
no source settles.
"""

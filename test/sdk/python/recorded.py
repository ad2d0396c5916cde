"""Clients that note which operations they have called."""

# Operations that were answered, by their ids in openapi/companions.json.
called = set()

# What the SDK has two functions for, and a path of the service one operation.
one_operation = {
    "EcsBatchStartServers": "EcsBatchStartOrStopServers",
    "EcsBatchStopServers": "EcsBatchStartOrStopServers",
}


class Recorded:
    """A client of an SDK. `prefix` is what the ids of its operations begin with, such as Ecs or VpcV3."""

    def __init__(self, prefix, client):
        self._prefix = prefix
        self._client = client

    def __getattr__(self, name):
        function = getattr(self._client, name)

        def call(request):
            answer = function(request)
            operation = self._prefix + "".join(word.capitalize() for word in name.split("_"))
            called.add(one_operation.get(operation, operation))
            return answer

        return call

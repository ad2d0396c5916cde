"""Clients that note which operations they have called."""

# Operations that were answered, by their ids in openapi/companions.json.
called = set()


class Recorded:
    """A client of an SDK. `prefix` is what the ids of its operations begin with, such as Ecs or VpcV3."""

    def __init__(self, prefix, client):
        self._prefix = prefix
        self._client = client

    def __getattr__(self, name):
        function = getattr(self._client, name)

        def call(request):
            answer = function(request)
            called.add(self._prefix + "".join(word.capitalize() for word in name.split("_")))
            return answer

        return call

"""The Python SDKs and keystoneauth1 against the emulator. The runner (../run.ts) starts it."""

import authentication
import companions
import examples
import faults
import identity
import migration
import openstack_way
import operations
import proxy
import recorder

openstack_way.run()
operations.run()
migration.run()
companions.run()
examples.run()
identity.run()
authentication.run()
proxy.run()
recorder.run()
faults.run()

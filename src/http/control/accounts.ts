import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listAccounts } from '../../operations/control/account-birth.ts'
import { createAccount, deleteAccount } from '../../operations/control/accounts.ts'
import { showCredentials } from '../../operations/control/credentials.ts'
import { conflict, controlFailures, notFound, processFailures } from '../../schemas/common.ts'
import {
  AccountCredentials,
  AccountList,
  CredentialList,
  NewAccount,
} from '../../schemas/control/accounts.ts'
import { AccountQuery, Deleted } from '../../schemas/control/control.ts'

/** `/_emulator/accounts`: worlds of their own, for tests that run side by side. */
export const accountRoutes: FastifyPluginAsyncZod = async (app) => {
  const config = { surface: 'control' } as const
  const tags = ['Accounts']

  app.route({
    method: 'POST',
    url: '/_emulator/accounts',
    config,
    schema: {
      operationId: 'createAccount',
      tags,
      body: NewAccount.nullish(),
      response: { 201: AccountCredentials, ...processFailures, ...conflict },
    },
    handler: async ({ body, call: { emulator } }, reply) => {
      reply.code(201)
      return createAccount(emulator.accounts, body ?? {})
    },
  })

  app.route({
    method: 'GET',
    url: '/_emulator/accounts',
    config,
    schema: {
      operationId: 'listAccounts',
      tags,
      response: { 200: AccountList, ...processFailures },
    },
    handler: async ({ call: { emulator } }) => ({ accounts: listAccounts(emulator.accounts) }),
  })

  app.route({
    method: 'DELETE',
    url: '/_emulator/accounts/:account',
    config: { ...config, goesAhead: true },
    schema: {
      operationId: 'deleteAccount',
      tags,
      params: z.object({ account: z.string().min(1).meta({ description: 'Name or id.' }) }),
      response: { 200: Deleted, ...processFailures, ...notFound },
    },
    handler: async ({ params, call: { emulator } }) => ({
      deleted: deleteAccount(emulator.accounts, params.account),
    }),
  })

  app.route({
    method: 'GET',
    url: '/_emulator/credentials',
    config,
    schema: {
      operationId: 'showCredentials',
      tags,
      querystring: AccountQuery,
      response: { 200: CredentialList, ...controlFailures },
    },
    handler: async ({ query, call: { emulator } }) =>
      showCredentials(emulator.accounts.get(query.account), emulator.accounts.host.boot),
  })
}

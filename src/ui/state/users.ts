import { useLoaded } from './server.ts'

/** @returns the name of a user by the id that a call has; the id of one that is gone, null of nobody. */
export function useUserNames(): (id: string | null) => string | null {
  const { value } = useLoaded(['accounts'], 'users', (client) => client.credentials())
  return (id) => value?.users.find((user) => user.id === id)?.name ?? id
}

/** Where mutants are drawn: the code that decides about time, memory, failures and permission. */
export const paths: Record<string, RegExp> = {
  time: /^(server|domain\/(clock|timings|timeline|wall|moves|speed|stages|work)|operations\/(advance|bounds|clock.*|session|settle|standing|steps)|store\/timers|http\/plugins\/clock-moves)\.js$/,
  cache:
    /^(store\/(access-keys|accounts|database|documents|events|group-commit|identities|journal|lasting|memory|snapshots)|operations\/(replace|reset|snapshots)|http\/plugins\/(durable|journal|request-ids))\.js$/,
  failure:
    /^(errors|emulator|store\/(database-file|failures|faults)|domain\/(failures|faults|lockout|sentinels)|operations\/(faults|fixtures)|http\/plugins\/(endings|errors|faults|json-body|mean-answers|pipelining|raw-body|unreadable))\.js$/,
  permission:
    /^(domain\/(access-keys|actions|conditions|id-tokens|passwords|permissions|redaction|signatures|tokens|totp)|operations\/(access-keys|accounts-meant|agencies|callers|credentials|directory|federation|login|members|permissions|temporary-keys|tokens)|http\/plugins\/(authentication|control-guard|origin-guard|permissions))\.js$/,
}

import type { Advice } from './types.ts'

const at_explain = '`sms-emulator explain` with the X-Request-Id of the answer says what is wrong.'

/** Refusals of IAM and of the gateway in front of both services. */
export const iamErrors = {
  apiUnknown: [
    'No operation has this method and path.',
    'Check the path and that the endpoint of the client does not repeat a part of it.',
  ],
  bodyTooLarge: ['The body is over 12 MB.', 'Send a smaller one.'],
  requestMalformed: [
    'The request breaks a rule of HTTP, such as an invalid Host, or its query cannot be read.',
    'Correct what the message names.',
  ],
  requestLate: ['The request did not arrive in time.', 'Send it again.'],
  headersTooLarge: ['The address and the headers are over 64 KB.', 'Send less.'],
  tunnelRefused: ['A client asks for a tunnel with CONNECT.', 'Use `http_proxy`, or `--tls`.'],
  expectationUnknown: ['Expect is not `100-continue`.', 'Leave the header out.'],
  encodingUnsupported: ['The body is compressed.', 'Send it as it is.'],
  credentialsMissing: [
    'The call has neither an X-Auth-Token nor a signature.',
    'Log in with KeystoneCreateToken, or give the client an AK and SK.',
  ],
  tokenUnreadable: [
    'The token is not one of this emulator, or was revoked; a reset ends all tokens.',
    'Log in again.',
  ],
  tokenExpired: [
    'The token has expired: it lives 24 hours on the clock of its account.',
    'Log in again.',
  ],
  signatureUnreadable: [
    'The Authorization header is not a signature that can be verified.',
    'Sign with SDK-HMAC-SHA256 or V11-HMAC-SHA256.',
  ],
  keyUnknown: ['No account has the access key.', 'Use a key of the banner or the fixture.'],
  keyLocked: [
    'Five bad signatures in a row locked the access key.',
    'Wait five minutes of the clock, or advance it by `PT5M`.',
  ],
  signatureMismatch: ['The signature does not match the request as it arrived.', at_explain],
  signatureExpired: [
    'X-Sdk-Date is more than 15 minutes away from real time.',
    'Correct the clock of the client; the date is UTC.',
  ],
  securityTokenMissing: [
    'A temporary access key is used without X-Security-Token.',
    'Send the security token with the key.',
  ],
  securityTokenInvalid: [
    'X-Security-Token does not belong to the access key.',
    'Use the three values of one answer.',
  ],
  securityTokenExpired: [
    'The temporary access key has expired on the clock of its account.',
    'Ask for a new one.',
  ],
  throttled: [
    'A scenario allows fewer calls in this time.',
    'Wait as long as Retry-After says, on the clock of the account.',
  ],
  iamBodyInvalid: [
    'The body, a header or the query does not meet the schema, or login methods do not fit together.',
    'Compare the request with the schema of this operation.',
  ],
  iamNameMissing: ['`project.name` is missing.', 'Name the project.'],
  iamPageInvalid: [
    '`page` and `per_page` are not given together, or are out of range.',
    'Send both: `page` from 1, `per_page` from 1 to 5000.',
  ],
  iamKeyLimit: ['The user has two access keys, the limit.', 'Delete one first.'],
  iamWrongPassword: [
    'Account, user or password is wrong; the answer does not say which.',
    'The name of the account belongs in `user.domain.name`.',
  ],
  iamTokenInvalid: [
    'The X-Auth-Token is not one of this emulator, or expired or was revoked.',
    'Log in again.',
  ],
  iamLocked: [
    'Five wrong passwords or passcodes within 15 minutes locked the user.',
    'Wait 15 minutes of the clock, or advance it by `PT15M`.',
  ],
  iamPasscodeInvalid: [
    'The passcode is wrong or outdated.',
    'Send the current passcode of the MFA device.',
  ],
  iamAgencyForbidden: [
    'The agency does not exist, does not trust the account of the caller, or the user may not assume it.',
    'Check `agencies` of the delegating account in its fixture.',
  ],
  iamSubjectInvalid: [
    'X-Subject-Token is not a valid token of the account of the caller.',
    'Send a token that was issued in this account.',
  ],
  iamBodyTooLarge: ['The body is over 12 MB.', 'Send a smaller one.'],
  iamUnauthorized: [
    'There are no credentials, or the scope or MFA of the login cannot be resolved.',
    'Send X-Auth-Token or a signature; name a project or account that exists.',
  ],
  iamForbidden: [
    'The caller may not do this, as with keys of another user or projects of another account.',
    'Call as a user with the role `secu_admin` or `te_admin`.',
  ],
  iamNotFound: ['What the path or the body names does not exist.', 'Check the id.'],
  iamConflict: ['The account has a project of that name.', 'Choose another name.'],
  iamExtBodyInvalid: ['The body is not JSON.', 'Send valid JSON.'],
  iamIdTokenInvalid: [
    'The ID token is not one of the identity provider, has expired, or names a user that cannot be made.',
    'The message says which; get a new ID token.',
  ],
  iamTokenExpired: ['The X-Auth-Token has expired on the clock of its account.', 'Log in again.'],
  iamTokenUnknown: [
    'The X-Auth-Token is not one of this emulator, or was revoked.',
    'Log in again.',
  ],
  iamRequired: ['A required field or header is missing.', 'Send what the message names.'],
  iamFieldInvalid: ['A field has an invalid value.', 'Correct the field that is named.'],
  iamConsoleOnly: [
    'The user may log in to the web console only.',
    'Log in as a user with programmatic access.',
  ],
  iamUserDisabled: ['The user is disabled.', 'Log in as another user.'],
  iamKeyBodySize: ['The body is missing or over 32 KB.', 'Send a body of that size at most.'],
  iamKeyFieldInvalid: ['A field has an invalid value.', 'Correct the field that is named.'],
  iamKeyFieldMissing: ['A required field is missing.', 'Send the field that is named.'],
  siteInternational: [
    'The account is one of the international website (`site: international` of its fixture).',
    'Nothing to do: clients use it to tell the two websites apart.',
  ],
} as const satisfies Record<string, Advice>

import type { ErrorTable } from './types.ts'

/** What IAM and the gateway in front of both services refuse. */
export const iamErrors = {
  // The gateway in front of SMS (iam.md §2.3)
  apiUnknown: [
    404,
    'APIGW.0101',
    'The API does not exist or has not been published in the environment.',
  ],
  bodyTooLarge: [413, 'APIGW.0201', 'API request error: the body is over %s bytes.'],
  requestMalformed: [400, 'APIGW.0201', 'API request error: %s'],
  requestLate: [408, 'APIGW.0201', 'API request error: the request timed out.'],
  headersTooLarge: [431, 'APIGW.0201', 'API request error: the headers are over 64 KB.'],
  tunnelRefused: [
    405,
    'APIGW.0201',
    'API request error: CONNECT %s asks for a tunnel, and the emulator is not a proxy for TLS. https_proxy cannot be used: give the client an http:// endpoint and http_proxy, or start with --tls and put the host into the hosts file (docs/clients/proxy.md).',
  ],
  expectationUnknown: [
    417,
    'APIGW.0201',
    'API request error: the expectation "%s" is not supported; only 100-continue is.',
  ],
  encodingUnsupported: [
    415,
    'APIGW.0201',
    'API request error: the Content-Encoding "%s" is not supported; send the body as it is.',
  ],
  credentialsMissing: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: x-auth-token not found',
  ],
  tokenUnreadable: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: decrypt token fail',
  ],
  tokenExpired: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: token expires, expires_at: %s',
  ],
  signatureUnreadable: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: Unauthorized',
  ],
  keyUnknown: [401, 'APIGW.0301', 'Incorrect IAM authentication information: ak %s not exist'],
  keyLocked: [401, 'APIGW.0301', 'AK access failed to reach the limit,forbidden.'],
  signatureMismatch: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:%s',
  ],
  signatureExpired: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: calc ak sk signature fail:signature expired',
  ],
  // The words of these three are *inferred* from those of tokens.
  securityTokenMissing: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: x-security-token not found',
  ],
  securityTokenInvalid: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: decrypt x-security-token fail',
  ],
  securityTokenExpired: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: x-security-token expires, expires_at: %s',
  ],

  throttled: [
    429,
    'APIGW.0308',
    'The throttling threshold has been reached: policy user over ratelimit,limit:%s,time:%s second',
  ],

  // IAM (iam.md §1.3, §1.6). Its Keystone routes show the status as the code; its extension routes
  // show the code, and have the Keystone shape for what has none.
  iamBodyInvalid: [400, 'IAM', 'The request body is invalid'],
  iamNameMissing: [400, 'IAM', "'name' is a required property"],
  iamPageInvalid: [400, 'IAM', 'page (from 1) and per_page (1 to 5000) must be given together.'],
  iamKeyLimit: [400, 'IAM', 'akSkNumExceed'],
  iamWrongPassword: [401, 'IAM', 'The username or password is wrong.'],
  iamTokenInvalid: [401, 'IAM', 'The X-Auth-Token is invalid!'],
  iamLocked: [401, 'IAM', 'Account locked.'],
  iamPasscodeInvalid: [401, 'IAM', 'Invalid TOTP passcode.'],
  iamAgencyForbidden: [403, 'IAM', 'You have no right to do this action'],
  iamSubjectInvalid: [404, 'IAM', 'X-Subject-Token is invalid in the request'],
  iamBodyTooLarge: [413, 'IAM', 'The request body is over %s bytes.'],
  iamUnauthorized: [401, 'IAM.0001', 'The request you have made requires authentication.'],
  iamForbidden: [403, 'IAM.0002', 'You are not authorized to perform the requested action.'],
  iamNotFound: [404, 'IAM.0004', 'Could not find %s: %s.'],
  iamConflict: [409, 'IAM', 'Conflict occurred when attempting to store %s - %s.'],
  iamExtBodyInvalid: [400, 'IAM.0011', 'Request body is invalid.'],
  iamIdTokenInvalid: [401, 'IAM.0063', 'Access token authentication failed. (%s)'],
  iamTokenExpired: [401, 'IAM.0066', 'The token has expired.'],
  iamTokenUnknown: [401, 'IAM.0067', 'Invalid token.'],
  iamRequired: [400, 'IAM.0072', "'%s' is a required property."],
  iamFieldInvalid: [400, 'IAM.0073', "Invalid input for field '%s'. The value is '%s'."],
  iamConsoleOnly: [403, 'IAM', 'This user only supports console access, not programmatic access.'],
  iamUserDisabled: [403, 'IAM', 'The user %s is disabled.'],
  iamKeyBodySize: [400, 'IAM.1101', 'The request body size %s is invalid.'],
  iamKeyFieldInvalid: [400, 'IAM.1102', 'The %s in the request body is invalid.'],
  iamKeyFieldMissing: [400, 'IAM.1103', 'The %s is required in the request body.'],
  siteInternational: [403, 'CBC.0150', 'The account belongs to the international website.'],
} as const satisfies ErrorTable

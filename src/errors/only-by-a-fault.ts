/**
 * Codes that a call to SMS can be answered with and that no call provokes here, each with the
 * reason. Only an injected fault will bring them about.
 */

const cloud = 'needs a cloud behind the target, which is not emulated'
const account = 'needs an account in a state that the emulator does not have'
const gateway = 'the gateway in front refuses before SMS is asked (APIGW.0301)'
const breakdown = 'is a breakdown of the service itself'
const clone = 'is told in the clone_server of a task: the clone is made after the answer'
const elsewhere = 'is answered with another code here'

export const faultOnly: Record<string, string> = {
  'SMS.0522': 'the characters that it means are not published',
  'SMS.6015': "no header but the credentials is needed, and those are the gateway's",
  'SMS.6035': gateway,
  'SMS.6102': 'no field of the contract is a text that must hold JSON',
  'SMS.6106': breakdown,
  'SMS.6301': breakdown,
  'SMS.6302': 'an empty list is answered instead, which Terraform expects',
  'SMS.6303': 'the oldest agent that is accepted is not published',
  'SMS.6304': breakdown,
  'SMS.6306': 'the oldest agent that obeys limits is not published',
  'SMS.6401': 'one encoding is spoken',
  'SMS.6402': 'one algorithm is asked for',
  'SMS.6403': breakdown,
  'SMS.6407': account,
  'SMS.6502': 'no call starts an environment check',
  'SMS.6521': gateway,
  'SMS.6522': gateway,
  'SMS.6523': account,
  'SMS.6524': account,
  'SMS.6525': account,
  'SMS.6526': clone,
  'SMS.6528': account,
  'SMS.6529': account,
  'SMS.6542': account,
  'SMS.6560': cloud,
  'SMS.6562': cloud,
  'SMS.6604': cloud,
  'SMS.6605': cloud,
  'SMS.6615': `${elsewhere}: 7605 (design.md §5)`,
  'SMS.6616': 'which releases can migrate by blocks is not published',
  'SMS.6619': cloud,
  'SMS.6620': cloud,
  'SMS.7313': `${elsewhere}: the flag moves to the new default`,
  'SMS.7321': 'regions of template and project are not compared: no rule says how',
  'SMS.7501': breakdown,
  'SMS.7604': breakdown,
  'SMS.7705': `${elsewhere}: 6010 to 6014`,
  'SMS.7723': `${elsewhere}: 7719`,
  'SMS.8017': 'no call of the contract deletes a clone',
  'SMS.8101': cloud,
  'SMS.8105': cloud,
  'SMS.8107': cloud,
  'SMS.8108': cloud,
  'SMS.8109': `${elsewhere}: 7602`,
  'SMS.8110': cloud,
  'SMS.8111': cloud,
  'SMS.8113': cloud,
  'SMS.8114': cloud,
  'SMS.9002': account,
  'SMS.9003': account,
  'SMS.9005': 'enterprise projects are not emulated: any id is taken',
  'APIGW.0103': breakdown,
  'APIGW.0303': 'apps do not authenticate here',
  'APIGW.0307': 'an expired token is answered with 0301 (iam.md §2.3)',
}

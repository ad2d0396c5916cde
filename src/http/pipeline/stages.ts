import type { Emulator } from '../../emulator.ts'
import { at, mayWait } from './stage.ts'
import * as step from './steps.ts'

/** The stages of calls: what each needs, what it adds to the call, and why it is where it is. `order.ts` has their order. */

const isRecorded = ({ observed }: Emulator): boolean => observed.recording !== null
const isStrict = ({ config }: Emulator): boolean => config.strict_contract

export const stages = {
  startRecord: at.onRequest(step.startRecord, 'whatever becomes of a call, it is recorded', {
    adds: ['recorded'],
    when: isRecorded,
  }),
  restoreHead: at.onRequest(step.restoreHead, 'routed as GET, and HEAD again for all that follows'),
  countUnderWay: at.onRequest(
    step.countUnderWay,
    'a server that closes answers even what waits for its turn',
  ),
  setHeaders: at.onRequest(step.setHeaders, 'every refusal has the headers of its service, too'),
  refuseStopping: at.onRequest(
    step.refuseStopping,
    'what arrived before is answered, and nothing more is begun',
    { after: ['setHeaders'] },
  ),
  takeTurns: at.onRequest(
    mayWait(step.takeTurns),
    'a pipelined call waits for the one ahead of it',
    { after: ['countUnderWay', 'refuseStopping'] },
  ),
  guardOrigin: at.onRequest(
    step.guardOrigin,
    'a hostile page learns nothing, not even what exists',
    { after: ['restoreHead', 'setHeaders'] },
  ),
  guardControl: at.onRequest(
    step.guardControl,
    'before anything is done for who may not drive it',
    { after: ['guardOrigin'] },
  ),
  receive: at.onRequest(step.receive, 'what a guard refuses did not arrive: it is in no journal', {
    adds: ['received'],
    after: ['guardOrigin', 'guardControl'],
  }),
  checkProtocol: at.onRequest(
    step.checkProtocol,
    'in the journal, and refused before anybody asks whose it is',
    { after: ['receive'] },
  ),
  readClaim: at.onRequest(step.readClaim, 'the account as it was when the call arrived', {
    adds: ['claimed'],
    after: ['checkProtocol'],
  }),
  waitBeforeToken: at.onRequest(
    mayWait(step.waitForClock),
    'a token is valid by the clock of its account, once that has stopped moving',
    { after: ['readClaim'] },
  ),
  identifyByToken: at.onRequest(step.identifyByToken, 'of an unknown caller no body is read', {
    needs: ['claimed'],
    adds: ['identified'],
    after: ['checkProtocol', 'waitBeforeToken'],
  }),
  copyBody: at.preParsing(step.copyBody, 'the bytes as sent, before anything reads them', {
    needs: ['recorded'],
    when: isRecorded,
  }),
  readSignedBody: at.preParsing(
    mayWait(step.readSignedBody),
    'a signature covers bytes before their sender is known',
    { needs: ['claimed'], adds: ['signed'], after: ['copyBody'] },
  ),
  waitBeforeSignature: at.preParsing(
    mayWait(step.waitForClock),
    'a clock may have moved while the body was read',
    { after: ['readSignedBody'] },
  ),
  identifyBySignature: at.preParsing(
    step.identifyBySignature,
    'of an unknown caller no body is parsed',
    { needs: ['claimed', 'signed'], adds: ['identified'], after: ['waitBeforeSignature'] },
  ),
  refuseAsScenario: at.preParsing(
    step.refuseAsScenario,
    'a scenario refuses calls of its own account only',
    { needs: ['identified'] },
  ),
  applyFault: at.preParsing(
    mayWait(step.applyFault),
    'as a gateway fails: the caller is known, the body is not read',
    { needs: ['identified'], adds: ['met'], after: ['refuseAsScenario'] },
  ),
  assumeJson: at.preParsing(step.assumeJson, 'it adds a header that no signature covers', {
    after: ['readSignedBody'],
  }),
  keepParsed: at.preValidation(
    step.keepParsed,
    'the body before its schema drops what it does not know',
    { adds: ['parsed'] },
  ),
  waitBeforeBody: at.preValidation(
    mayWait(step.waitForClock),
    "of IAM's calls only the body says whose they are",
    { needs: ['parsed'] },
  ),
  applyFaultByBody: at.preValidation(
    mayWait(step.applyFaultByBody),
    "of IAM's calls only the body says whose faults they meet",
    { needs: ['parsed'], adds: ['met'], after: ['waitBeforeBody'] },
  ),
  refuseSurplusBody: at.preValidation(
    step.refuseSurplusBody,
    'the journal shows the body that was refused',
    { needs: ['parsed'], when: isStrict },
  ),
  readText: at.preValidation(
    mayWait(step.readText),
    'it takes long, and nothing may after the last wait',
    { adds: ['content'] },
  ),
  tellId: at.preHandler(
    step.tellId,
    'ids follow the order in which calls come, not in which they end waiting',
  ),
  waitBeforeHandler: at.preHandler(
    mayWait(step.waitForClock),
    'from here to the end of the handler nothing waits, so that no clock moves',
    { after: ['tellId', 'readText'] },
  ),
  identifyAnew: at.preHandler(
    step.identifyAnew,
    'nothing in flight writes into an account that was reset',
    { needs: ['claimed', 'identified'], after: ['waitBeforeHandler'] },
  ),
  holdWallClock: at.preHandler(
    step.holdWallClock,
    'a call is recorded at the moment at which it is carried out',
    { needs: ['recorded'], after: ['waitBeforeHandler', 'identifyAnew'], when: isRecorded },
  ),
  authorize: at.preHandler(
    step.authorize,
    'after the schema: nonsense is refused as such first (*inferred*)',
    { needs: ['identified'], after: ['identifyAnew'] },
  ),
  // Here the handler runs: one operation, one account, one transaction.
  render: at.preSerialization(step.render, 'what it shows is seen while it is a value', {
    adds: ['rendered'],
  }),
  tellIdAtLast: at.onSend(step.tellIdAtLast, 'a call that is refused early has an id, too'),
  recordCall: at.onSend(
    step.recordCall,
    'real time is held until here: what follows may take long',
    { needs: ['recorded'], after: ['tellIdAtLast'], when: isRecorded },
  ),
  degrade: at.onSend(step.degrade, 'the service degrades its answer, not the way to the client', {
    needs: ['identified', 'rendered'],
  }),
  commit: at.onSend(mayWait(step.commit), 'nothing is acknowledged before it is in the file', {
    after: ['recordCall', 'degrade'],
  }),
  applyFaultToAnswer: at.onSend(
    mayWait(step.applyFaultToAnswer),
    'what is lost is an answer to something that is in the file',
    { needs: ['met'], after: ['degrade', 'commit'] },
  ),
  keepInJournal: at.onSend(
    step.keepInJournal,
    'it has what the client gets: nothing changes an answer after it',
    {
      needs: ['received', 'parsed'],
      adds: ['answered'],
      after: ['degrade', 'commit', 'applyFaultToAnswer'],
    },
  ),
  recordAnswer: at.onSend(step.recordAnswer, 'the answer as it is on the wire', {
    needs: ['recorded'],
    after: ['recordCall', 'commit', 'applyFaultToAnswer'],
    when: isRecorded,
  }),
  keepAborted: at.onRequestAbort(
    step.keepAborted,
    'a client that went away is in the journal, too',
    { needs: ['received'] },
  ),
}

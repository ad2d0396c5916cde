import t from 'tap'
import { isVocabulary } from '../../src/domain/observed/vocabulary.ts'

/** Words that are no secret where they are part of an address, a name or a state. */

t.test('plain words, numbers and what everybody knows are vocabulary', async (t) => {
  for (const value of [
    'password',
    'MIGRATE_SUCCESS',
    'in prose',
    '2026-01-01T12:00:00.000Z',
    '7670',
    'v3',
    'V3.0',
    'OS-FEDERATION',
    'x-auth-token',
    'ShowTask',
    'Emulator@123',
    'EMULATORACCESSKEY001',
    'application/json',
  ]) {
    t.ok(isVocabulary(value), value)
  }
})

t.test('anything else may be a secret', async (t) => {
  for (const value of ['S3cret!', 'Emulator@1234', 'ä', 'a1b2c3d4', 'hunter2', 'p@ss']) {
    t.notOk(isVocabulary(value), value)
  }
})

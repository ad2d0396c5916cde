import { shiftCompanion } from '../../domain/companions/records.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { Session } from '../account/session.ts'
import { checkNew } from './fixture-checks.ts'

/** Loads what belongs to an account beside SMS. @throws RecordTaken for an id that is there already */
export function loadCompanion(
  session: Session,
  { saved }: NonNullable<FixtureAccount['companions']>[number],
  shift: number,
): void {
  checkNew('Companion', saved.id, session.companions.find(saved.id))
  session.saveCompanion(shiftCompanion(saved, shift))
}

import t from 'tap'
import { steadyWall } from '../../src/domain/wall.ts'

/** The wall's time as accounts see it. */

/** A wall, and how its turn of the event loop ends. */
function wallAt(start: number) {
  const real = { now: start }
  const ends: (() => void)[] = []
  const wall = steadyWall(
    () => real.now,
    (work) => ends.push(work),
  )
  const endTurn = () => {
    for (const end of ends.splice(0)) end()
  }
  return { wall, real, endTurn }
}

t.test('it stands still until boot is over, and never goes back', async (t) => {
  const { wall, real } = wallAt(1000)
  t.equal(wall.now(), 1000)
  real.now = 1500
  t.equal(wall.now(), 1000)
  wall.flow()
  t.equal(wall.now(), 1500)
  real.now = 900
  t.equal(wall.now(), 1500)
  real.now = 1600
  t.equal(wall.now(), 1600)
})

t.test('it stands still while it is held, but only in this turn', async (t) => {
  const { wall, real, endTurn } = wallAt(1000)
  wall.flow()
  t.equal(wall.hold(), 1000)
  real.now = 1010
  t.equal(wall.now(), 1000)
  wall.letGo()
  t.equal(wall.now(), 1010)
  t.equal(wall.hold(), 1010)
  real.now = 9000
  t.equal(wall.now(), 1010)
  endTurn()
  t.equal(wall.now(), 9000)
})

import t from 'tap'
import { steadyWall } from '../../src/domain/wall.ts'

/** The wall's time as accounts see it. */

t.test('it never goes back', async (t) => {
  let real = 1000
  const wall = steadyWall(() => real)
  t.equal(wall.now(), 1000)
  real = 900
  t.equal(wall.now(), 1000)
  real = 1100
  t.equal(wall.now(), 1100)
})

t.test('it stands still while it is held, but not for long', async (t) => {
  let real = 1000
  const wall = steadyWall(() => real)
  t.equal(wall.hold(), 1000)
  real = 1010
  t.equal(wall.now(), 1000)
  wall.letGo()
  t.equal(wall.now(), 1010)
  t.equal(wall.hold(), 1010)
  real = 1060
  t.equal(wall.now(), 1060)
})

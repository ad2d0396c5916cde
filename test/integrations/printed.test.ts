import t from 'tap'
import { firstUnprinted } from './printed.ts'

const printed = `F  [100%]
account account-7 at http://127.0.0.1:41000
task 621f2cb5-ba4f-4819-b00d-ee48ca2c3fff in 1.25s
the end`

t.test('what a page shows is found whatever ids, ports and seconds a run has', async (t) => {
  const shown =
    'account account-1 at http://127.0.0.1:1\ntask dcae7681-ea36-43d3-b3ce-47f8a8b5d9de in 0.1s\n'
  t.equal(firstUnprinted(shown, printed), undefined)
  t.equal(firstUnprinted(`the end\n…\n${shown}`, printed), undefined, 'in any order')
})

t.test('a part that was printed otherwise is told', async (t) => {
  t.equal(firstUnprinted('F  [100%]\n…\nnot the end\n', printed), 'not the end\n')
  t.equal(
    firstUnprinted('F  [100%]\nthe end\n', printed),
    'F  [100%]\nthe end\n',
    'between two … nothing is left out',
  )
  t.equal(firstUnprinted('end\n', printed), 'end\n', 'lines are whole')
})

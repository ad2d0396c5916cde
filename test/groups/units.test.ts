import { runGroup } from './group.ts'

runGroup('units')

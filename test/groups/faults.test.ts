import { runGroup } from './group.ts'

runGroup('faults')

import { runGroup } from './group.ts'

runGroup('control')

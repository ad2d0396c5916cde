import { runGroup } from './group.ts'

runGroup('whole')

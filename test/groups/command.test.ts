import { runGroup } from './group.ts'

runGroup('command')

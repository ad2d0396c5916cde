import { runGroup } from './group.ts'

runGroup('docs')

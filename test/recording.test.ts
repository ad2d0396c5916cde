import { readFileSync } from 'node:fs'
import t from 'tap'
import { drawRecording, picture_file } from '../scripts/recording.ts'

t.test('the picture of the README shows what a client and tasks --watch see today', async (t) => {
  const drawn = await drawRecording()
  const isSame = drawn === readFileSync(picture_file, 'utf8')
  t.ok(isSame, 'npm run pages draws it again')
  t.match(drawn, 'MIGRATE_SUCCESS')
})

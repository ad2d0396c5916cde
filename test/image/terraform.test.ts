import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, missing, run } from './tools.ts'

/**
 * The Terraform of the examples and of its page can be read and has the usual form. `terraform validate`
 * needs the provider, which cannot be downloaded here.
 */

const skip = missing(['terraform']).length > 0 ? 'terraform is missing' : false

/** What `terraform fmt` finds in a folder: the parts of files that it would write differently, and what it cannot read. */
async function checkForm(folder: string) {
  const options = ['-check', '-diff', '-no-color', '-recursive']
  const { status, stdout, stderr } = await run('terraform', ['fmt', ...options, folder])
  return { status, found: status === 0 ? stdout : stdout + stderr }
}

t.test('the examples for Terraform have the form of terraform fmt', { skip }, async (t) => {
  t.strictSame(await checkForm('examples/terraform'), { status: 0, found: '' })
})

t.test('the HCL of the page has the form of terraform fmt', { skip }, async (t) => {
  const page = readFileSync('docs/clients/terraform.md', 'utf8')
  const folder = folderOf(t)
  const blocks = [...page.matchAll(/^```hcl\n(.*?)^```$/gms)]
  t.ok(blocks.length >= 2)
  for (const [index, [, block = '']] of blocks.entries()) {
    writeFileSync(join(folder, `block-${index}.tf`), block)
  }
  t.strictSame(await checkForm(folder), { status: 0, found: '' })
})

t.test('HCL of another form, and what is not HCL, is found', { skip }, async (t) => {
  for (const [name, text, finding] of [
    ['indented', 'variable "a" {\ndefault = 1\n}\n', /\+ {2}default = 1/],
    ['broken', 'variable "a" {\n', /Unclosed configuration block/],
  ] as const) {
    const folder = folderOf(t)
    writeFileSync(join(folder, `${name}.tf`), text)
    const { status, found } = await checkForm(folder)
    t.not(status, 0, name)
    t.match(found, finding, name)
  }
})

import { readFileSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { defineConfig, type MarkdownOptions, type Plugin } from 'vitepress'
import { openapiMenu, writeOpenapi } from '../openapi.ts'
import { excluded, hostedAt, isPage, root, sidebar, targetOf } from '../pages.ts'

/** The site: the pages as they are in the repository, which is what people read who come from there. */

const {
  version,
  description,
  repository: { url },
} = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
const repository: string = url.replace(/^git\+|\.git$/g, '')

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0]

/** A link to what is no page of the site leads to the repository. */
function pointToRepository(md: MarkdownIt): void {
  md.core.ruler.push('repository', ({ tokens, env }) => {
    const page = env.relativePath.replace(/index\.md$/, 'README.md')
    for (const link of tokens.flatMap(({ children }) => children ?? [])) {
      const href = link.type === 'link_open' ? link.attrGet('href') : undefined
      const path = href ? targetOf(page, href) : undefined
      if (!href || path === undefined || /^openapi\/\w+\.json$/.test(path)) continue
      const [, anchor = ''] = /(#.*)$/.exec(href) ?? []
      const at = posix.relative(posix.dirname(page), path.replace(/README\.md$/, 'index.md'))
      link.attrSet(
        'href',
        isPage(path) ? at + anchor : hostedAt(repository, `v${version}`, path) + anchor,
      )
    }
  })
}

/** Prose is no template, and has no HTML but line breaks and comments. */
function escapeProse({ renderer, utils }: MarkdownIt): void {
  const escapeText = (text = ''): string => utils.escapeHtml(text).replaceAll('{{', '&#123;&#123;')
  renderer.rules.text = (tokens, index) => escapeText(tokens[index]?.content)
  renderer.rules.code_inline = (tokens, index) =>
    `<code>${escapeText(tokens[index]?.content)}</code>`
  renderer.rules.html_inline = (tokens, index) => {
    const { content = '' } = tokens[index] ?? {}
    return /^<(br\b|!--)/.test(content) ? content : escapeText(content)
  }
}

/** The repository draws diagrams. To draw them here would take more code than all of the site. */
function foldDiagrams({ renderer }: MarkdownIt): void {
  const { fence } = renderer.rules
  renderer.rules.fence = (tokens, index, options, env, self) => {
    const block = fence?.(tokens, index, options, env, self) ?? ''
    if (tokens[index]?.info !== 'mermaid') return block
    const page = hostedAt(repository, `v${version}`, env.relativePath)
    return `<p><a href="${page}">The diagram, drawn in the repository</a></p>
      <details><summary>Its source</summary>${block}</details>`
  }
}

/** The anchor of a heading, as on GitHub. */
const slugify = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')

/** The pages are outside of the folder that has Vue. */
const vueOfTheSite: Plugin = {
  name: 'vue-of-the-site',
  enforce: 'pre',
  resolveId(id, _importer, { ssr }) {
    if (!/^vue(\/|$)/.test(id)) return undefined
    return ssr ? { id, external: true } : this.resolve(id, import.meta.filename, { skipSelf: true })
  },
}

export default defineConfig({
  title: 'SMS emulator',
  description,
  lang: 'en-US',
  base: `/${posix.basename(repository)}/`,
  srcDir: root,
  srcExclude: excluded,
  rewrites: (id) => id.replace(/README\.md$/, 'index.md'),
  outDir: resolve(root, '.build/site'),
  cacheDir: resolve(root, '.build/site-cache'),
  cleanUrls: true,
  vite: { plugins: [vueOfTheSite] },
  head: [
    ['link', { rel: 'icon', href: 'data:,' }],
    ['style', {}, ':root:root { --vp-code-lang-color: var(--vp-c-text-2) }'],
  ],
  markdown: {
    // These have enough contrast.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify },
    // Braces are braces.
    attrs: { disable: true },
    config: (md) => {
      md.use(pointToRepository).use(escapeProse).use(foldDiagrams)
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: sidebar(),
    nav: [
      openapiMenu,
      {
        text: version,
        items: [
          { text: 'Changelog', link: '/CHANGELOG' },
          { text: 'Releases', link: `${repository}/releases` },
        ],
      },
    ],
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/:path` },
  },
  buildEnd: ({ outDir }) => writeOpenapi(outDir),
})

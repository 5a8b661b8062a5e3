-- Each citation as the field that Zotero's plug-in for Word reads. It runs after citeproc, which has printed them.
-- items.json, beside this file, holds each cited publication as the text of one entry of `citationItems`.
local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local file <close> = assert(io.open(pandoc.path.join({folder, "items.json"}), "r"))
local items = pandoc.json.decode(file:read("a"), false)
local SCHEMA = "https://github.com/citation-style-language/schema/raw/master/csl-citation.json"
local count = 0

local function escaped(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"))
end

local function run(inside)
  return pandoc.RawInline("openxml", "<w:r>" .. inside .. "</w:r>")
end

function Cite(cite)
  local entries = {}
  for i, one in ipairs(cite.citations) do
    if not items[one.id] then
      return nil
    end
    entries[i] = items[one.id]
  end
  count = count + 1
  local shown = pandoc.json.encode(pandoc.utils.stringify(cite.content))
  local code = string.format(
    '{"citationID":"%s","properties":{"formattedCitation":%s,"plainCitation":%s,"noteIndex":0},' ..
    '"citationItems":[%s],"schema":"%s"}',
    pandoc.utils.sha1(count .. " " .. shown):sub(1, 8), shown, shown, table.concat(entries, ","), SCHEMA
  )
  local instruction = " ADDIN ZOTERO_ITEM CSL_CITATION " .. code .. " "
  return pandoc.Inlines({
    run('<w:fldChar w:fldCharType="begin"/>'),
    run('<w:instrText xml:space="preserve">' .. escaped(instruction) .. "</w:instrText>"),
    run('<w:fldChar w:fldCharType="separate"/>'),
  }) .. cite.content .. {run('<w:fldChar w:fldCharType="end"/>')}
end

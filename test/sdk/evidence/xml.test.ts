import { xmlElements } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const shown = (source: string) =>
  xmlElements(source).map(({ path, text, line, attributes }) =>
    [path, ...[...attributes].map(([name, value]) => `${name}=${value}`), `"${text}"`, line].join(" "),
  );

describe("the elements of an XML document", () => {
  it("have their path, attributes, text and line, in the order of their tags", () => {
    expect(
      shown(`<?xml version="1.0"?>
<Project Sdk='Microsoft.NET.Sdk'>
  <ItemGroup Condition="'$(A)' > 'b'">
    <PackageReference Include="xunit"
                      Version="2.9.2" />
  </ItemGroup>
  <Name>
    a &lt;b&gt; &#65;&#x42;
  </Name>
</Project>`),
    ).toEqual([
      'Project Sdk=Microsoft.NET.Sdk "" 2',
      `Project/ItemGroup Condition='$(A)' > 'b' "" 3`,
      'Project/ItemGroup/PackageReference Include=xunit Version=2.9.2 "" 4',
      'Project/Name "a <b> AB" 7',
    ]);
  });

  it("are neither in comments nor in CDATA, which is text", () => {
    expect(shown("<a><!-- <b>1</b> --><c>2<!-- 3 --></c><d><![CDATA[<e>&amp;</e>]]></d></a>")).toEqual([
      'a "" 1',
      'a/c "2" 1',
      'a/d "<e>&amp;</e>" 1',
    ]);
    expect(shown("<a>1</a>\n<!-- never closed <b>2</b>")).toEqual(['a "1" 1']);
  });

  it("end with the element around them where their own end is missing", () => {
    expect(shown("<a>\r\n<b><c>1</b>\r\n</x><d>2</d></a>")).toEqual([
      'a "" 1',
      'a/b "" 2',
      'a/b/c "1" 2',
      'a/d "2" 3',
    ]);
  });

  it("can be read from any text", () => {
    const piece = fc.constantFrom(
      "<a",
      "<a>",
      "</a>",
      "<!--",
      "-->",
      '"',
      " b='1'",
      "&#x;",
      "<![CDATA[",
      "/>",
      "\n",
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        (source) => {
          const lines = xmlElements(source).map(({ line }) => line);
          expect(lines).toEqual([...lines].sort((a, b) => a - b));
        },
      ),
    );
  });

  it("come back as they were written", () => {
    const name = fc.stringMatching(/^[A-Za-z][\w.-]{0,9}$/);
    const text = fc.stringMatching(/^[^\sp{Cc}](?:.{0,19}[^\sp{Cc}])?$/);
    const escaped = (value: string) =>
      value.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
    fc.assert(
      fc.property(name, name, text, text, (outer, inner, attribute, content) => {
        const [, element] = xmlElements(
          `<${outer}><!-- ${inner} --><${inner} x="${escaped(attribute)}">${escaped(content)}</${inner}></${outer}>`,
        );
        expect(element).toMatchObject({ path: `${outer}/${inner}`, text: content });
        expect(element!.attributes.get("x")).toBe(attribute);
      }),
    );
  });
});

//! What Word insists on: the order of elements in the schema of ECMA-376 (transitional), as far as documents use them.

use crate::opened::Node;

/// Elements with what may stand in them, in the one order that it may stand in.
const SEQUENCES: &[(&str, &str)] = &[
    (
        "w:pPr",
        "w:pStyle w:keepNext w:keepLines w:pageBreakBefore w:framePr w:widowControl w:numPr w:suppressLineNumbers w:pBdr \
         w:shd w:tabs w:suppressAutoHyphens w:bidi w:adjustRightInd w:snapToGrid w:spacing w:ind w:contextualSpacing \
         w:mirrorIndents w:suppressOverlap w:jc w:textDirection w:textAlignment w:textboxTightWrap w:outlineLvl w:divId \
         w:cnfStyle w:rPr w:sectPr w:pPrChange",
    ),
    (
        "w:rPr",
        "w:rStyle w:rFonts w:b w:bCs w:i w:iCs w:caps w:smallCaps w:strike w:dstrike w:outline w:shadow w:emboss w:imprint \
         w:noProof w:snapToGrid w:vanish w:webHidden w:color w:spacing w:w w:kern w:position w:sz w:szCs w:highlight w:u \
         w:effect w:bdr w:shd w:fitText w:vertAlign w:rtl w:cs w:em w:lang w:eastAsianLayout w:specVanish w:oMath",
    ),
    ("w:numPr", "w:ilvl w:numId"),
    ("w:pBdr", "w:top w:left w:bottom w:right w:between w:bar"),
    ("w:tbl", "w:tblPr w:tblGrid w:tr"),
    (
        "w:tblPr",
        "w:tblStyle w:tblpPr w:tblOverlap w:bidiVisual w:tblStyleRowBandSize w:tblStyleColBandSize w:tblW w:jc \
         w:tblCellSpacing w:tblInd w:tblBorders w:shd w:tblLayout w:tblCellMar w:tblLook w:tblCaption w:tblDescription",
    ),
    ("w:tblBorders", "w:top w:left w:bottom w:right w:insideH w:insideV"),
    ("w:tblCellMar", "w:top w:left w:bottom w:right"),
    ("w:tr", "w:tblPrEx w:trPr w:tc"),
    (
        "w:tcPr",
        "w:cnfStyle w:tcW w:gridSpan w:hMerge w:vMerge w:tcBorders w:shd w:noWrap w:tcMar w:textDirection w:tcFitText \
         w:vAlign w:hideMark",
    ),
    (
        "w:sectPr",
        "w:headerReference w:footerReference w:footnotePr w:endnotePr w:type w:pgSz w:pgMar w:paperSrc w:pgBorders \
         w:lnNumType w:pgNumType w:cols w:formProt w:vAlign w:noEndnote w:titlePg w:textDirection w:bidi w:rtlGutter \
         w:docGrid",
    ),
    ("w:styles", "w:docDefaults w:latentStyles w:style"),
    ("w:docDefaults", "w:rPrDefault w:pPrDefault"),
    (
        "w:style",
        "w:name w:aliases w:basedOn w:next w:link w:autoRedefine w:hidden w:uiPriority w:semiHidden w:unhideWhenUsed \
         w:qFormat w:locked w:personal w:personalCompose w:personalReply w:rsid w:pPr w:rPr w:tblPr w:trPr w:tcPr \
         w:tblStylePr",
    ),
    ("w:tblStylePr", "w:pPr w:rPr w:tblPr w:trPr w:tcPr"),
    (
        "w:settings",
        "w:zoom w:mirrorMargins w:defaultTabStop w:autoHyphenation w:evenAndOddHeaders w:characterSpacingControl w:compat \
         w:docVars w:rsids w:themeFontLang w:clrSchemeMapping w:decimalSymbol w:listSeparator",
    ),
    ("w:numbering", "w:numPicBullet w:abstractNum w:num w:numIdMacAtCleanup"),
    ("w:abstractNum", "w:nsid w:multiLevelType w:tmpl w:name w:styleLink w:numStyleLink w:lvl"),
    (
        "w:lvl",
        "w:start w:numFmt w:lvlRestart w:pStyle w:isLgl w:suff w:lvlText w:lvlPicBulletId w:legacy w:lvlJc w:pPr w:rPr",
    ),
    ("w:num", "w:abstractNumId w:lvlOverride"),
    ("w:lvlOverride", "w:startOverride w:lvl"),
    ("wp:inline", "wp:extent wp:effectExtent wp:docPr wp:cNvGraphicFramePr a:graphic"),
    ("wp:docPr", "a:hlinkClick a:hlinkHover a:extLst"),
    ("wpg:wgp", "wpg:cNvPr wpg:cNvGrpSpPr wpg:grpSpPr wps:wsp"),
    ("wps:wsp", "wps:cNvPr wps:cNvSpPr wps:spPr wps:style wps:extLst wps:txbx wps:bodyPr"),
    ("wps:spPr", "a:xfrm a:custGeom a:prstGeom a:noFill a:solidFill a:ln a:effectLst"),
    ("a:xfrm", "a:off a:ext a:chOff a:chExt"),
    ("a:custGeom", "a:avLst a:gdLst a:ahLst a:cxnLst a:rect a:pathLst"),
    ("a:ln", "a:noFill a:solidFill a:prstDash a:custDash a:round a:bevel a:miter a:headEnd a:tailEnd"),
    ("cp:coreProperties", "dc:title dc:subject dc:creator dc:language cp:version"),
];

/// Everything in a part that stands where Word would not have it.
pub(crate) fn misplaced(part: &Node) -> Vec<String> {
    let mut wrong = Vec::new();
    for node in part.all() {
        let Some((_, sequence)) = SEQUENCES.iter().find(|(name, _)| *name == node.name) else { continue };
        let places: Vec<&str> = sequence.split_whitespace().collect();
        let mut last = 0;
        for child in &node.nodes {
            match places.iter().position(|name| *name == child.name) {
                Some(place) if place >= last => last = place,
                Some(_) => wrong.push(format!("<{}> comes too late in <{}>", child.name, node.name)),
                None => wrong.push(format!("<{}> has no place in <{}>", child.name, node.name)),
            }
        }
        // Properties come first, wherever there are any.
        let is_properties =
            |child: &Node| matches!(child.name.as_str(), "w:pPr" | "w:rPr" | "w:tcPr" | "w:trPr");
        if matches!(node.name.as_str(), "w:p" | "w:r" | "w:tc")
            && node.nodes.iter().skip(1).any(is_properties)
        {
            wrong.push(format!("<{}> does not begin with its properties", node.name));
        }
    }
    wrong
}

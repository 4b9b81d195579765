/// The articles of the demo shop as text: `# category | brand | letter of its SKUs`, then
/// `title | option: values | prices | grams`. One price serves all variants, or each has its own. A title after `~` is not
/// on sale yet, one after `-` is on sale no more.
enum DemoArticles {
    static let text = """
        # Kitchen > Mugs | Hartwell Pottery | H
        Speckled stoneware mug | Colour: Oat/Moss/Slate/Rust | 14.00 | 380
        Wild hare mug | - | 13.50 | 360
        Pair of swallows mug | - | 13.50 | 360
        Tall latte mug | Colour: Oat/Slate | 15.50 | 430
        Espresso cup and saucer | Colour: Oat/Moss/Slate | 11.00 | 240
        Hedgerow mug | - | 13.50 | 360
        Enamel camping mug | Colour: White/Forest/Mustard | 9.95 | 190
        Robin in the snow mug | - | 13.50 | 360
        Grandad's tea mug | - | 12.95 | 370
        - Jubilee mug | - | 14.50 | 370
        ~ Bluebell wood mug | - | 13.50 | 360
        # Kitchen > Serving | Hartwell Pottery | S
        Round serving platter | Size: Small/Large | 24.00/38.00 | 1100
        Butter dish with lid | Colour: Oat/Moss | 22.00 | 640
        Milk jug | Size: 250 ml/500 ml | 12.50/17.50 | 320
        Cake stand on a foot | Size: 20 cm/28 cm | 29.00/42.00 | 1500
        Ramekins, set of four | - | 18.00 | 720
        Olive dish | - | 9.50 | 210
        Salt pig | - | 16.00 | 480
        Teapot for two | Colour: Oat/Slate/Rust | 34.00 | 900
        Egg cups, set of two | - | 11.50 | 180
        # Kitchen > Tools | Copperfield Kitchen | K
        Beech rolling pin | - | 12.00 | 350
        Brass measuring spoons | - | 16.50 | 140
        Copper cookie cutters, set of five | - | 14.95 | 160
        Olive wood spatula | - | 8.50 | 70
        Cast iron trivet | Shape: Leaf/Star | 13.00 | 620
        Linen-bound recipe journal | - | 19.50 | 540
        Brass bottle opener | - | 9.95 | 90
        Marble cheese board | Size: Small/Large | 21.00/32.00 | 1900
        Cheese knives, set of three | - | 18.50 | 260
        Pastry brush | - | 5.95 | 40
        Jam funnel | - | 7.25 | 110
        Kitchen twine in a tin | - | 6.50 | 150
        # Home > Candles | Tallow Lane | C
        Soy candle in a jar | Scent: Fig/Lavender/Woodsmoke/Sea salt | 16.00 | 420
        Travel tin candle | Scent: Fig/Lavender/Woodsmoke | 8.50 | 130
        Beeswax dinner candles, pair | Colour: Ivory/Honey/Claret | 9.00 | 190
        Beeswax tea lights, dozen | - | 11.95 | 200
        Three-wick candle bowl | Scent: Fig/Orange and clove | 28.00 | 760
        Wick trimmer | - | 9.50 | 60
        Brass snuffer | - | 12.50 | 120
        Reed diffuser | Scent: Fig/Lavender/Sea salt | 22.00 | 380
        Pillar candle | Size: 10 cm/15 cm/20 cm | 7.50/10.50/13.50 | 480
        Wax melts, bag of six | Scent: Lavender/Woodsmoke | 5.50 | 80
        # Home > Lanterns and lights | Little Lantern | L
        Tin star lantern | Size: Small/Medium/Large | 14.00/19.00/27.00 | 520
        Glass hurricane lamp | - | 26.00 | 1200
        Copper wire fairy lights | Length: 3 m/6 m | 8.95/12.95 | 90
        Folding paper lantern | Colour: White/Coral/Sage | 4.95 | 40
        Moroccan hanging lantern | - | 34.00 | 980
        Tea light houses, set of three | - | 18.00 | 690
        Bedside storm lamp | Colour: Black/Cream | 31.50 | 870
        Solar jar light | - | 11.50 | 410
        # Home > Cushions and throws | Bramble Textiles | T
        Herringbone wool throw | Colour: Heather/Charcoal/Ochre | 48.00 | 1100
        Linen cushion cover | Colour: Natural/Sage/Indigo/Blush | 22.00 | 240
        Block print cushion cover | Print: Fern/Pomegranate | 24.00 | 250
        Lambswool baby blanket | Colour: Cream/Sky | 36.00 | 420
        Knitted hot water bottle | Colour: Oat/Berry/Pine | 21.50 | 610
        Patchwork door stop | - | 15.00 | 1600
        Draught excluder | - | 19.50 | 1400
        Lavender pillow | - | 8.95 | 90
        # Home > Kitchen linen | Bramble Textiles | N
        Waffle tea towels, set of two | Colour: Natural/Sage/Indigo | 12.50 | 210
        Garden birds tea towel | - | 8.95 | 100
        Garden herbs tea towel | - | 8.95 | 100
        Striped apron | Colour: Navy/Brick | 22.00 | 320
        Double oven glove | Print: Fern/Stripe | 16.95 | 280
        Linen napkins, set of four | Colour: Natural/Sage/Indigo | 26.00 | 260
        Table runner | - | 24.50 | 310
        Bread bag | - | 9.50 | 90
        # Stationery > Cards | Mossgate Paper | P
        Letterpress birthday card | Design: Hare/Bee/Balloon | 3.50 | 20
        Thank you cards, pack of six | - | 9.50 | 110
        New baby card | Design: Stork/Moon | 3.25 | 20
        Wedding card | - | 3.95 | 22
        With sympathy card | - | 3.25 | 20
        Wild flowers card set, ten | - | 14.50 | 190
        Map of the coast card | - | 2.95 | 18
        Anniversary card | - | 3.25 | 20
        New home card | - | 3.25 | 20
        # Stationery > Notebooks and pens | Mossgate Paper | B
        Cloth-bound notebook | Colour: Forest/Ink/Mustard | 12.95 | 290
        Pocket notebooks, set of three | - | 8.95 | 150
        Weekly planner pad | - | 11.50 | 320
        Address book | - | 13.50 | 260
        Brass ballpoint pen | - | 24.00 | 60
        Wooden pencils, box of twelve | - | 7.95 | 90
        Travel journal | Colour: Tan/Black | 18.50 | 340
        Bookmarks, set of five | - | 4.50 | 25
        Desk calendar | - | 10.95 | 230
        Sealing wax kit | Colour: Claret/Forest | 15.95 | 180
        # Stationery > Wrapping | Mossgate Paper | W
        Wrapping paper, three sheets | Print: Holly/Hares/Stripe/Stars | 4.50 | 120
        Cotton ribbon, ten metres | Colour: Red/Natural/Forest | 3.95 | 60
        Gift tags, pack of twelve | - | 3.50 | 30
        Kraft gift box | Size: Small/Medium/Large | 2.50/3.50/4.75 | 110
        Tissue paper, twenty sheets | Colour: White/Moss | 3.25 | 80
        Rubber stamp set | - | 12.50 | 160
        # Garden | Fern & Finch | G
        Seed packet collection | - | 9.95 | 60
        Copper plant labels, set of ten | - | 14.50 | 120
        Terracotta pot | Size: 12 cm/18 cm/24 cm | 6.50/10.50/16.00 | 900
        Bird feeder | - | 17.95 | 540
        Nesting box | - | 24.00 | 1600
        Gardener's hand cream | - | 9.50 | 110
        Ash handled trowel | - | 16.50 | 330
        Jute string in a tin | - | 7.95 | 240
        Watering can, two litres | Colour: Galvanised/Sage | 23.50 | 820
        Leather gardening gloves | Size: Small/Medium/Large | 26.00 | 210
        Hyacinth bulb vase | - | 12.50 | 280
        ~ Seed drawer, six compartments | Colour: Oak/Sage | 38.00 | 2100
        # Toys and games | Orchard & Oak | Y
        Wooden dominoes | - | 12.95 | 350
        Stacking rainbow | Size: Small/Large | 18.00/29.50 | 640
        Knitted rabbit | Colour: Grey/Cream | 19.50 | 160
        Pull-along dachshund | - | 21.50 | 420
        Solitaire board | - | 24.00 | 800
        Wooden spinning tops, set of three | - | 8.95 | 90
        Story dice | - | 10.50 | 140
        Peg doll family | - | 16.95 | 180
        Alphabet blocks | - | 27.50 | 1300
        Jigsaw of the village green | Pieces: 250/500 | 14.50/18.50 | 700
        # Christmas | Little Lantern | X
        Felt robin ornament | - | 6.50 | 20
        Glass baubles, box of six | Colour: Gold/Frost/Berry | 18.95 | 260
        Brass star tree topper | - | 21.00 | 310
        Advent candle | - | 9.95 | 450
        Fill-your-own advent calendar | - | 34.00 | 760
        Velvet stocking | Colour: Claret/Forest | 23.00 | 220
        Wooden nativity | - | 39.00 | 1400
        Dried orange garland | - | 14.50 | 180
        Luxury crackers, box of six | - | 24.00 | 820
        ~ Twelfth night candle arch | - | 44.00 | 1800
        Christmas cards, pack of ten | Design: Robin/Village/Star | 8.95 | 160
        """
}

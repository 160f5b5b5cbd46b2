/**
 * The newest release of the last major versions of well-known actions, newest first, with the commit that the
 * tag points at. Keys are lower case, as GitHub does not tell cases apart in names.
 */
export const pins: ReadonlyMap<string, readonly (readonly [version: string, commit: string])[]> = new Map([
  [
    "actions/attest-build-provenance",
    [
      ["v4.1.0", "a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32"],
      ["v3.2.0", "96278af6caaf10aea03fd8d33a09a777ca52d62f"],
      ["v2.4.0", "e8998f949152b193b063cb0ec769d69d929409be"],
      ["v1.4.4", "ef244123eb79f2f7a7e75d99086184180e6d0018"],
    ],
  ],
  [
    "actions/cache",
    [
      ["v5.0.5", "27d5ce7f107fe9357f9df03efb73ab90386fccae"],
      ["v4.3.0", "0057852bfaa89a56745cba8c7296529d2fc39830"],
      ["v3.5.0", "6f8efc29b200d32929f49075959781ed54ec270c"],
      ["v2.1.8", "2b250bc32ad02700b996b496c14ac8c2840a2991"],
    ],
  ],
  [
    "actions/checkout",
    [
      ["v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"],
      ["v6.1.0", "d23441a48e516b6c34aea4fa41551a30e30af803"],
      ["v5.1.0", "fbc6f3992d24b796d5a048ff273f7fcc4a7b6c09"],
      ["v4.4.0", "11d5960a326750d5838078e36cf38b85af677262"],
    ],
  ],
  [
    "actions/configure-pages",
    [
      ["v5.0.0", "983d7736d9b0ae728b81ab479565c72886d7745b"],
      ["v4.0.0", "1f0c5cde4bc74cd7e1254d0cb4de8d49e9068c7d"],
      ["v3.0.7", "b8130d9ab958b325bbde9786d62f2c97a9885a0e"],
      ["v2.1.3", "c5a3e1159e0cbdf0845eb8811bd39e39fc3099c2"],
    ],
  ],
  [
    "actions/deploy-pages",
    [
      ["v5.0.0", "cd2ce8fcbc39b97be8ca5fce6e763baed58fa128"],
      ["v4.0.5", "d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e"],
      ["v3.0.1", "13b55b33dd8996121833dbc1db458c793a334630"],
      ["v2.0.5", "de14547edc9944350dc0481aa5b7afb08e75f254"],
    ],
  ],
  [
    "actions/download-artifact",
    [
      ["v8.0.1", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c"],
      ["v7.0.0", "37930b1c2abaa49bbe596cd826c3c89aef350131"],
      ["v6.0.0", "018cc2cf5baa6db3ef3c5f8a56943fffe632ef53"],
      ["v5.0.0", "634f93cb2916e3fdff6788551b99b062d0335ce0"],
    ],
  ],
  [
    "actions/github-script",
    [
      ["v8.0.0", "ed597411d8f924073f98dfc5c65a23a2325f34cd"],
      ["v7.1.0", "f28e40c7f34bde8b3046d885e986cb6290c5673b"],
      ["v6.4.1", "d7906e4ad0b1822421a7e6a35d5ca353c962f410"],
      ["v5.2.0", "211cb3fefb35a799baa5156f9321bb774fe56294"],
    ],
  ],
  [
    "actions/setup-dotnet",
    [
      ["v6.0.0", "a98b56852c35b8e3190ac28c8c2271da59106c68"],
      ["v5.4.0", "26b0ec14cb23fa6904739307f278c14f94c95bf1"],
      ["v4.3.1", "67a3573c9a986a3f9c594539f4ab511d57bb3ce9"],
      ["v3.4.2", "55ec9447dda3d1cf6bd587150f3262f30ee10815"],
    ],
  ],
  [
    "actions/setup-go",
    [
      ["v7.0.0", "b7ad1dad31e06c5925ef5d2fc7ad053ef454303e"],
      ["v6.5.0", "924ae3a1cded613372ab5595356fb5720e22ba16"],
      ["v5.6.0", "40f1582b2485089dde7abd97c1529aa768e1baff"],
      ["v4.3.0", "7b8cf10d4e4a01d4992d18a89f4d7dc5a3e6d6f4"],
    ],
  ],
  [
    "actions/setup-java",
    [
      ["v5.7.0", "b6effb05e454b25005698d916606bdc6ffcbf961"],
      ["v4.9.1", "cf277c60eb25467037889841efdb72551f06f6c3"],
      ["v3.14.2", "e9fbacdec3bb3b6036605a3e6f7995d66773a8c6"],
      ["v2.5.2", "215b7e5f829ab9cac114c149667e57dc1b70b4bc"],
    ],
  ],
  [
    "actions/setup-node",
    [
      ["v7.0.0", "820762786026740c76f36085b0efc47a31fe5020"],
      ["v6.5.0", "249970729cb0ef3589644e2896645e5dc5ba9c38"],
      ["v5.0.0", "a0853c24544627f65ddf259abe73b1d18a591444"],
      ["v4.4.0", "49933ea5288caeca8642d1e84afbd3f7d6820020"],
    ],
  ],
  [
    "actions/setup-python",
    [
      ["v7.0.0", "5fda3b95a4ea91299a34e894583c3862153e4b97"],
      ["v6.3.0", "ece7cb06caefa5fff74198d8649806c4678c61a1"],
      ["v5.6.0", "a26af69be951a213d495a4c3e4e4022e16d87065"],
      ["v4.9.1", "7f4fc3e22c37d6ff65e88745f38bd3157c663f7c"],
    ],
  ],
  [
    "actions/upload-artifact",
    [
      ["v7.0.0", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f"],
      ["v6.0.0", "b7c566a772e6b6bfb58ed0dc250532a479d7789f"],
      ["v5.0.0", "330a01c490aca151604b8cf639adc76d48f6c5d4"],
      ["v4.6.2", "ea165f8d65b6e75b540449e92b4886f43607fa02"],
    ],
  ],
  [
    "actions/upload-pages-artifact",
    [
      ["v5.0.0", "fc324d3547104276b827a68afc52ff2a11cc49c9"],
      ["v4.0.0", "7b1f4a764d45c48632c6b24a0339c27f5614fb0b"],
      ["v3.0.1", "56afc609e74202658d3ffba0e8f6dda462b719fa"],
      ["v2.0.0", "a753861a5debcf57bf8b404356158c8e1e33150c"],
    ],
  ],
  [
    "astral-sh/setup-uv",
    [
      ["v10.0.1", "20cfd1bf945f4377ade1205e4dbc17946fc9a30d"],
      ["v9.0.0", "c771a70e6277c0a99b617c7a806ffedaca235ff9"],
      ["v8.3.2", "11f9893b081a58869d3b5fccaea48c9e9e46f990"],
      ["v7.6.0", "37802adc94f370d6bfd71619e3f0bf239e1f3b78"],
    ],
  ],
  [
    "aws-actions/configure-aws-credentials",
    [
      ["v6.2.3", "e6de054238d6b7531b4efff3b6587d9aade6a06c"],
      ["v5.1.1", "61815dcd50bd041e203e49132bacad1fd04d2708"],
      ["v4.3.1", "7474bc4690e29a8392af63c5b98e7449536d5c3a"],
      ["v3.0.2", "50ac8dd1e1b10d09dac7b8727528b91bed831ac0"],
    ],
  ],
  [
    "browser-actions/setup-chrome",
    [
      ["v2.2.0", "48ad923757ca74d66703209fe939badbdf80f2f4"],
      ["v1.7.3", "c785b87e244131f27c9f19c1a33e2ead956ab7ce"],
    ],
  ],
  [
    "codecov/codecov-action",
    [
      ["v5.5.2", "671740ac38dd9b0130fbe1cec585b89eea48d3de"],
      ["v4.6.0", "b9fd7d16f6d7d1b5d2bec1a2887e65ceed900238"],
      ["v3.1.6", "ab904c41d6ece82784817410c45d8b8c02684457"],
      ["v2.1.0", "f32b3a3741e1053eb607407145bc9619351dc93b"],
    ],
  ],
  [
    "cypress-io/github-action",
    [
      ["v7.4.3", "09090944bd8aaa2a517cefb6e38bf1aae336b42b"],
      ["v6.10.9", "f790eee7a50d9505912f50c2095510be7de06aa7"],
      ["v5.8.4", "248bde77443c376edc45906ede03a1aba9da0462"],
      ["v4.2.2", "d79d2d530a66e641eb4a5f227e13bc985c60b964"],
    ],
  ],
  [
    "denoland/setup-deno",
    [
      ["v2.0.4", "667a34cdef165d8d2b2e98dde39547c9daac7282"],
      ["v1.5.2", "11b63cf76cfcafb4e43f97b6cad24d8e8438f62d"],
    ],
  ],
  [
    "docker/build-push-action",
    [
      ["v7.3.0", "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a"],
      ["v6.19.2", "10e90e3645eae34f1e60eeb005ba3a3d33f178e8"],
      ["v5.4.0", "ca052bb54ab0790a636c9b5f226502c73d547a25"],
      ["v4.2.1", "0a97817b6ade9f46837855d676c4cca3a2471fc9"],
    ],
  ],
  [
    "docker/login-action",
    [
      ["v4.1.0", "4907a6ddec9925e35a0a9e82d7399ccc52663121"],
      ["v3.7.0", "c94ce9fb468520275223c153574b00df6fe4bcc9"],
      ["v2.2.0", "465a07811f14bebb1938fbed4728c6a1ff8901fc"],
      ["v1.14.1", "dd4fa0671be5250ee6f50aedf4cb05514abda2c7"],
    ],
  ],
  [
    "docker/metadata-action",
    [
      ["v6.2.0", "dc802804100637a589fabce1cb79ff13a1411302"],
      ["v5.10.0", "c299e40c65443455700f0fdfc63efafe5b349051"],
      ["v4.6.0", "818d4b7b91585d195f67373fd9cb0332e31a7175"],
      ["v3.8.0", "b2391d37b4157fa4aa2e118d643f417910ff3242"],
    ],
  ],
  [
    "docker/setup-buildx-action",
    [
      ["v4.3.0", "37fe631027851001ddb9b187196cc803df7f5f0e"],
      ["v3.12.0", "8d2750c68a42422c14e847fe6c8ac0403b4cbd6f"],
      ["v2.10.0", "885d1462b80bc1c1c7f0b00334ad271f09369c55"],
      ["v1.7.0", "f211e3e9ded2d9377c8cadc4489a4e38014bc4c9"],
    ],
  ],
  [
    "docker/setup-qemu-action",
    [
      ["v4.2.0", "96fe6ef7f33517b61c61be40b68a1882f3264fb8"],
      ["v3.7.0", "c7c53464625b32c7a7e944ae62b3e17d2b600130"],
      ["v2.2.0", "2b82ce82d56a2a04d2637cd93a637ae1b359c0a7"],
      ["v1.2.0", "27d0a4f181a40b142cce983c5393082c365d1480"],
    ],
  ],
  [
    "dorny/paths-filter",
    [
      ["v4.0.2", "7b450fff21473bca461d4b92ce414b9d0420d706"],
      ["v3.0.3", "d1c1ffe0248fe513906c8e24db8ea791d46f8590"],
      ["v2.12.0", "7267a8516b6f92bdb098633497bad573efdbf271"],
      ["v1.1.0", "1cbb925a174b3b91b9ba408bc912aaca905656c0"],
    ],
  ],
  ["erlef/setup-beam", [["v1.24.1", "54075bcc5e249e4758d363f27d099f55d843f124"]]],
  [
    "github/codeql-action",
    [
      ["v4.36.2", "8aad20d150bbac5944a9f9d289da16a4b0d87c1e"],
      ["v3.36.2", "dd903d2e4f5405488e5ef1422510ee31c8b32357"],
      ["v2.28.1", "b8d3b6e8af63cde30bdc382c0bc28114f4346c88"],
      ["v1.1.39", "231aa2c8a89117b126725a0e11897209b7118144"],
    ],
  ],
  [
    "golangci/golangci-lint-action",
    [
      ["v9.3.0", "ba0d7d2ec06a0ea1cb5fa41b2e4a3ab91d21278a"],
      ["v8.0.0", "4afd733a84b1f43292c63897423277bb7f4313a9"],
      ["v7.0.1", "9fae48acfc02a90574d7c304a1758ef9895495fa"],
      ["v6.5.2", "55c2c1448f86e01eaae002a5a3a9624417608d84"],
    ],
  ],
  [
    "google-github-actions/auth",
    [
      ["v3.0.0", "7c6bc770dae815cd3e89ee6cdf493a5fab2cc093"],
      ["v2.1.13", "c200f3691d83b41bf9bbd8638997a462592937ed"],
      ["v1.3.0", "3a3c4c57d294ef65efaaee4ff17b22fa88dd3c69"],
      ["v0.9.0", "09cecabe1f169596b81c2ef22b40faff87acc460"],
    ],
  ],
  [
    "goreleaser/goreleaser-action",
    [
      ["v7.2.3", "f06c13b6b1a9625abc9e6e439d9c05a8f2190e94"],
      ["v6.4.0", "e435ccd777264be153ace6237001ef4d979d3a7a"],
      ["v5.1.0", "5742e2a039330cbb23ebf35f046f814d4c6ff811"],
      ["v4.6.0", "5fdedb94abba051217030cc86d4523cf3f02243d"],
    ],
  ],
  [
    "gradle/actions",
    [
      ["v6.3.0", "9c971963bec38e04b3d30dcc455b5382be2fdbfb"],
      ["v5.0.2", "0723195856401067f7a2779048b490ace7a47d7c"],
      ["v4.4.4", "748248ddd2a24f49513d8f472f81c3a07d4d50e1"],
      ["v3.5.0", "d9c87d481d55275bb5441eef3fe0e46805f9ef70"],
    ],
  ],
  [
    "hashicorp/setup-terraform",
    [
      ["v4.0.1", "dfe3c3f87815947d99a8997f908cb6525fc44e9e"],
      ["v3.1.2", "b9cd54a3c349d3f38e8881555d616ced269862dd"],
      ["v2.0.3", "633666f66e0061ca3b725c73b2ec20cd13a8fdd1"],
      ["v1.4.0", "ed3a0531877aca392eb870f440d9ae7aba83a6bd"],
    ],
  ],
  [
    "jdx/mise-action",
    [
      ["v4.2.5", "3c2e0cf82a5b2e5249f0d3635a4d83d0ae861518"],
      ["v3.6.3", "5228313ee0372e111a38da051671ca30fc5a96db"],
      ["v2.4.4", "c37c93293d6b742fc901e1406b8f764f6fb19dac"],
      ["v1.3.2", "61c1bfbed63c70a82ff0ce3301bde41875b17844"],
    ],
  ],
  [
    "oven-sh/setup-bun",
    [
      ["v2.2.0", "0c5077e51419868618aeaa5fe8019c62421857d6"],
      ["v1.2.2", "f4d14e03ff726c06358e5557344e1da148b56cf7"],
      ["v0.1.8", "29cb413d63919d58ac5b796e5ee4cfe129a3a3b7"],
    ],
  ],
  [
    "pnpm/action-setup",
    [
      ["v4.0.0", "fe02b34f77f8bc703788d5817da081398fad5dd2"],
      ["v3.0.0", "a3252b78c470c02df07e9d59298aecedc3ccdd6d"],
      ["v2.4.1", "eae0cfeb286e66ffb5155f1a79b90583a127a68b"],
      ["v1.2.1", "8e1abe543ff1fa17b5d36e08ed01b4a1e4c31eb4"],
    ],
  ],
  [
    "pre-commit/action",
    [
      ["v3.0.1", "2c7b3805fd2a0fd8c1884dcaebf91fc102a13ecd"],
      ["v2.0.3", "9b88afc9cd57fd75b655d5c71bd38146d07135fe"],
      ["v1.1.1", "0e8fba5d1e9d8c2ebf73076423cb5aedf606e358"],
    ],
  ],
  ["ruby/setup-ruby", [["v1.315.0", "0dafeac902942906541bc140009cdbf32665b601"]]],
  [
    "shivammathur/setup-php",
    [
      ["2.37.2", "f3e473d116dcccaddc5834248c87452386958240"],
      ["1.11.7", "28c92ba4eed7710cd14a3bc9b50fea9dbd81b4bb"],
    ],
  ],
  [
    "sigstore/cosign-installer",
    [
      ["v4.1.2", "6f9f17788090df1f26f669e9d70d6ae9567deba6"],
      ["v3.10.1", "7e8b541eb2e61bf99390e1afd4be13a184e9ebc5"],
      ["v2.8.1", "c85d0e205a72a294fe064f618a87dbac13084086"],
      ["v1.4.1", "3c4b4191199f5c43538b9decf084a8d5a25c3496"],
    ],
  ],
  [
    "snok/install-poetry",
    [
      ["v1.4.2", "a783c322200f0519c7926aa6faa857c4e23e9263"],
      ["v0.4.0", "1062dd0cd9905239f1bdbfe4f35bfaef11232099"],
    ],
  ],
  [
    "softprops/action-gh-release",
    [
      ["v3.0.0", "b4309332981a82ec1c5618f44dd2e27cc8bfbfda"],
      ["v2.6.2", "3bb12739c298aeb8a4eeaf626c5b8d85266b0e65"],
      ["v0.1.15", "de2c0eb89ae2a093876385947365aca7b0e5f844"],
    ],
  ],
  [
    "swatinem/rust-cache",
    [
      ["v2.9.2", "6323deb102c322ba6fcbdcafc7e3dddab59af2b6"],
      ["v1.4.0", "cb2cf0cc7c5198d3364b9630e2c3d457f160790c"],
    ],
  ],
  [
    "taiki-e/install-action",
    [
      ["v2.86.5", "ba47c86ac325773530516bb756137ac718732518"],
      ["v1.17.3", "9a29ce630c67077a359246f3e4f84941e05f28b5"],
    ],
  ],
]);

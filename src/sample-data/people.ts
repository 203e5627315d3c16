import type { Role, SubcommitteeRole } from '../auth/viewer.ts';
import type { Sector } from '../domain/membership/types.ts';

/** A subcommittee (분과) of the sample task force. */
export const subcommittees = [
  { slug: 'public-cloud', name: '공공 클라우드 분과', englishName: 'Public Cloud' },
  { slug: 'cloud-industry', name: '클라우드 산업 분과', englishName: 'Cloud Industry' },
  { slug: 'cloud-ecosystem', name: '클라우드 생태계 분과', englishName: 'Cloud Ecosystem' },
  { slug: 'security-trust', name: '보안·신뢰 분과', englishName: 'Security and Trust' },
] as const;
export type Slug = (typeof subcommittees)[number]['slug'];

/** An invented member. Organisations carry the mark "(표본)", sample. */
export interface Person {
  /** Local part of the e-mail address; the sample data's own name for the member. */
  readonly key: string;
  readonly displayName: string;
  readonly latinName: string;
  readonly organisation: string;
  readonly sector: Sector;
  readonly roles: readonly Role[];
  readonly seats: readonly { readonly slug: Slug; readonly role: SubcommitteeRole }[];
}

/** Never delivered to: RFC 2606 reserves `.example`. */
export const emailOf = (key: string): string => `${key}@choan.example`;

/** Who has left the task force: the account is deactivated, what was written stays attributed. */
export const formerMember = 'former-member';

/** Key, name, name in Latin letters, organisation. */
type Who = readonly [key: string, displayName: string, latinName: string, organisation: string];

function person(sector: Sector, who: Who, place: Partial<Pick<Person, 'roles' | 'seats'>>): Person {
  const [key, displayName, latinName, organisation] = who;
  return {
    key,
    displayName,
    latinName,
    organisation: `${organisation} (표본)`,
    sector,
    roles: [],
    seats: [],
    ...place,
  };
}

const officer = (sector: Sector, role: Role, who: Who) => person(sector, who, { roles: [role] });
const lead = (slug: Slug, sector: Sector, who: Who) =>
  person(sector, who, { seats: [{ slug, role: 'LEAD' }] });
const member = (slugs: readonly Slug[], sector: Sector, who: Who) =>
  person(sector, who, { seats: slugs.map((slug) => ({ slug, role: 'MEMBER' })) });

/** The sample task force: forty active members and one who has left. */
export const people: readonly Person[] = [
  officer('ACADEMIA', 'CHAIR', ['chair', '한서준', 'Han Seo-jun', '가람대학교 정보대학']),
  officer('GOVERNMENT', 'SECRETARIAT', ['secretariat', '오지안', 'Oh Ji-an', '과학기술정보통신부']),
  officer('AGENCY', 'SECRETARIAT', ['secretariat-2', '문태리', 'Moon Tae-ri', '공공클라우드지원원']),
  officer('AGENCY', 'ADMINISTRATOR', ['administrator', '신유담', 'Shin Yu-dam', '공공클라우드지원원']),
  officer('ACADEMIA', 'REVIEWER', ['reviewer-1', '배아린', 'Bae A-rin', '나래대학교 행정대학원']),
  officer('INDUSTRY', 'REVIEWER', ['reviewer-2', '남궁현', 'Namgung Hyeon', '가나클라우드']),
  officer('AGENCY', 'REVIEWER', ['reviewer-3', '조윤슬', 'Cho Yun-seul', '소프트웨어정책원']),
  officer('CIVIL_SOCIETY', 'REVIEWER', ['reviewer-4', '표은결', 'Pyo Eun-gyeol', '열린기술시민모임']),
  officer('GOVERNMENT', 'OBSERVER', ['observer-1', '차민서', 'Cha Min-seo', '국무조정실']),
  officer('CIVIL_SOCIETY', 'OBSERVER', ['observer-2', '길하람', 'Gil Ha-ram', '이용자권익포럼']),
  officer('GOVERNMENT', 'STRATEGY_COMMITTEE', ['committee-1', '구재이', 'Koo Jae-i', '과학기술정보통신부']),
  officer('INDUSTRY', 'STRATEGY_COMMITTEE', ['committee-2', '엄도해', 'Eom Do-hae', '다라소프트']),
  officer('ACADEMIA', 'STRATEGY_COMMITTEE', ['committee-3', '원채운', 'Won Chae-un', '마루대학교 법학부']),

  lead('public-cloud', 'GOVERNMENT', ['public-lead', '임도윤', 'Lim Do-yun', '행정안전부']),
  member(['public-cloud'], 'GOVERNMENT', ['public-2', '서하진', 'Seo Ha-jin', '기획재정부']),
  member(['public-cloud', 'cloud-ecosystem'], 'AGENCY', [
    'public-3',
    '노은찬',
    'Noh Eun-chan',
    '공공클라우드지원원',
  ]),
  member(['public-cloud'], 'AGENCY', ['public-4', '백소율', 'Baek So-yul', '디지털서비스조달원']),
  member(['public-cloud'], 'INDUSTRY', ['public-5', '유건호', 'Yoo Geon-ho', '마바데이터']),
  member(['public-cloud'], 'ACADEMIA', ['public-6', '심다온', 'Sim Da-on', '다솜대학교 컴퓨터공학부']),
  member(['public-cloud'], 'CIVIL_SOCIETY', ['public-7', '추예나', 'Choo Ye-na', '열린기술시민모임']),

  lead('cloud-industry', 'INDUSTRY', ['industry-lead', '강이안', 'Kang I-an', '가나클라우드']),
  member(['cloud-industry'], 'INDUSTRY', ['industry-2', '주하랑', 'Joo Ha-rang', '사아시스템']),
  member(['cloud-industry'], 'INDUSTRY', ['industry-3', '전우림', 'Jeon U-rim', '파하솔루션']),
  member(['cloud-industry'], 'GOVERNMENT', ['industry-4', '양시온', 'Yang Si-on', '산업통상자원부']),
  member(['cloud-industry'], 'AGENCY', ['industry-5', '도지후', 'Do Ji-hu', '소프트웨어정책원']),
  member(['cloud-industry'], 'ACADEMIA', ['industry-6', '연가을', 'Yeon Ga-eul', '나래대학교 경영학부']),
  member(['cloud-industry', 'security-trust'], 'INDUSTRY', [
    'industry-7',
    '탁민재',
    'Tak Min-jae',
    '카타네트웍스',
  ]),

  lead('cloud-ecosystem', 'ACADEMIA', ['ecosystem-lead', '정라온', 'Jeong Ra-on', '마루대학교 인공지능학부']),
  member(['cloud-ecosystem'], 'GOVERNMENT', ['ecosystem-2', '황보미르', 'Hwangbo Mi-reu', '교육부']),
  member(['cloud-ecosystem'], 'GOVERNMENT', ['ecosystem-3', '손여름', 'Son Yeo-reum', '중소벤처기업부']),
  member(['cloud-ecosystem'], 'AGENCY', ['ecosystem-4', '진솔비', 'Jin Sol-bi', '지역디지털진흥원']),
  member(['cloud-ecosystem'], 'CIVIL_SOCIETY', ['ecosystem-5', '금나비', 'Geum Na-bi', '소상공인디지털연합']),
  member(['cloud-ecosystem'], 'INDUSTRY', ['ecosystem-6', '허단우', 'Heo Dan-u', '다라소프트']),
  member(['cloud-ecosystem'], 'ACADEMIA', ['ecosystem-7', '편지음', 'Pyeon Ji-eum', '가람대학교 교육학과']),

  lead('security-trust', 'AGENCY', ['security-lead', '변휘영', 'Byeon Hwi-yeong', '정보보호연구원']),
  member(['security-trust'], 'GOVERNMENT', ['security-2', '석다해', 'Seok Da-hae', '개인정보보호위원회']),
  member(['security-trust'], 'ACADEMIA', ['security-3', '마로운', 'Ma Ro-un', '다솜대학교 정보보호학과']),
  member(['security-trust'], 'INDUSTRY', ['security-4', '은채호', 'Eun Chae-ho', '자차보안']),
  member(['security-trust'], 'CIVIL_SOCIETY', ['security-5', '방이든', 'Bang I-deun', '이용자권익포럼']),
  member(['security-trust'], 'GOVERNMENT', ['security-6', '감유주', 'Gam Yu-ju', '금융위원회']),

  member(['cloud-ecosystem'], 'CIVIL_SOCIETY', [formerMember, '천해솔', 'Cheon Hae-sol', '이용자권익포럼']),
];
